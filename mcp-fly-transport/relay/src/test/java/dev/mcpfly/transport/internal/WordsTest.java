package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight bytes at once find what one byte at a time finds. */
class WordsTest {
  private static final long SEED = 20261129;

  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    Arrays.fill(text, (byte) 'x');
    for (int i = random.nextInt(3); i > 0; i--) {
      text[random.nextInt(length)] = (byte) random.nextInt(256);
    }
    return text;
  }

  @Test
  void findsTheFirstLineFeed() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = text(random, 1 + random.nextInt(40));
      if (random.nextBoolean()) {
        text[random.nextInt(text.length)] = '\n';
      }
      int from = random.nextInt(text.length);
      int found = new String(text, StandardCharsets.ISO_8859_1).indexOf('\n', from);
      assertThat(Words.lineFeed(text, from, text.length))
          .as("seed %d, round %d: %s", SEED, i, Arrays.toString(text))
          .isEqualTo(found < 0 ? text.length : found);
    }
  }

  @Test
  void skipsNothingThatMatters() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = text(random, 8 + random.nextInt(40));
      boolean ascii = random.nextBoolean();
      int skipped = Words.plain(text, 0, text.length, ascii);
      int matters = 0;
      while (matters < text.length
          && text[matters] != '"'
          && text[matters] != '\\'
          && (text[matters] < 0 ? !ascii : text[matters] >= ' ')) {
        matters++;
      }
      assertThat(skipped)
          .as("seed %d, round %d: %s", SEED, i, Arrays.toString(text))
          .isEqualTo(Math.min(matters, text.length) / 8 * 8);
    }
  }

  /** Each byte in each place of a long string means what it means in a short one. */
  @Test
  void scannerFindsEveryByteInALongString() {
    for (boolean strict : new boolean[] {true, false}) {
      for (int place = 0; place < 24; place++) {
        for (int value = 0; value < 256; value++) {
          byte[] longer = ("\"" + "x".repeat(400) + "\"").getBytes(StandardCharsets.US_ASCII);
          longer[300 + place] = (byte) value;
          byte[] shorter = {'"', 'x', (byte) value, 'x', '"'};
          assertThat(end(longer, strict, 301 + place))
              .as("byte %d at %d, strict %s", value, place, strict)
              .isEqualTo(end(shorter, strict, 3));
        }
      }
    }
  }

  /** Where a string ends: at its end, behind the byte in question, or with an error. */
  private static String end(byte[] text, boolean strict, int behind) {
    JsonScanner scanner = new JsonScanner(text, 0, text.length, strict);
    try {
      scanner.string();
    } catch (MalformedMessageException e) {
      return String.valueOf(e.getMessage()).replaceAll(" \\(at byte [0-9]+\\)", "");
    }
    return scanner.pos == text.length ? "end" : scanner.pos == behind ? "here" : "elsewhere";
  }
}

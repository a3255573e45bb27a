package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of any length, cut anywhere by the reads that they come with. */
class LineReaderTest {
  private static final long SEED = 20261129;

  private static final class Heard implements LineReader.Sink {
    final List<String> lines = new ArrayList<>();
    final List<String> tooLong = new ArrayList<>();
    final List<byte[]> given = new ArrayList<>();

    @Override
    public void line(byte[] buf, int from, int to) {
      lines.add(new String(buf, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void given(byte[] line) {
      given.add(line);
      line(line, 0, line.length);
    }

    @Override
    public void oversized(@Nullable String rawId, long length) {
      tooLong.add(rawId + " " + length);
    }
  }

  private static Heard read(String text, int maxLine, int chunk) throws IOException {
    Heard heard = new Heard();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    InputStream in =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] to, int from, int count) {
            return super.read(to, from, Math.min(chunk, count));
          }
        };
    new LineReader(maxLine, heard).readAll(in);
    return heard;
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 64, 1000, 65_536})
  void cutsLinesWhereverTheyEnd(int chunk) throws IOException {
    Random random = new Random(SEED + chunk);
    long before = HeapBudget.messages().held();
    for (int round = 0; round < 60; round++) {
      List<String> wanted = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int length = 1 << random.nextInt(chunk < 64 ? 12 : 19);
        length += random.nextInt(5) - 2;
        String line = "x".repeat(Math.max(1, length)) + (char) ('a' + i);
        wanted.add(line);
        text.append(line).append(random.nextBoolean() ? "\n" : " \r\n");
      }
      Heard heard = read(text.toString(), 1 << 20, chunk);
      assertThat(heard.lines.equals(wanted)).as("seed %d, round %d", SEED, round).isTrue();
      assertThat(heard.tooLong).isEmpty();
    }
    assertThat(HeapBudget.messages().held()).isEqualTo(before);
  }

  @Test
  void givesAwayWhatWasPutTogetherForOneLine() throws IOException {
    String one = "1".repeat(200_000);
    String two = "2".repeat(200_000);
    Heard heard = read(one + "\n" + two + "\nshort\n", 1 << 20, 65_536);
    assertThat(heard.lines).hasSize(3);
    // Read last: none of them was used again.
    assertThat(heard.given)
        .extracting(line -> new String(line, StandardCharsets.ISO_8859_1).equals(one))
        .containsExactly(true, false);
    assertThat(new String(heard.given.get(1), StandardCharsets.ISO_8859_1).equals(two)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 65_535, 65_536, 65_537, 131_072, 200_000})
  void takesALineOfTheLimitAndSaysWhatALongerOneAnswers(int limit) throws IOException {
    String head = "{\"id\":7,\"x\":\"";
    String fits = head + "y".repeat(limit - head.length() - 2) + "\"}";
    String longer = head + "y".repeat(limit - head.length() - 1) + "\"}";
    Heard heard = read(fits + "\n" + longer + "\n" + fits, limit, 65_536);
    assertThat(heard.lines).hasSize(2).allMatch(fits::equals);
    assertThat(heard.tooLong).containsExactly("7 " + (limit + 1));
  }

  @Test
  void letsGoOfALineThatWasCutOff() throws IOException {
    long before = HeapBudget.messages().held();
    LineReader reader = new LineReader(1 << 20, new Heard());
    reader.readAll(new ByteArrayInputStream(new byte[0]));
    Heard heard = read("z".repeat(300_000), 1 << 20, 65_536);
    assertThat(heard.lines).hasSize(1).first().asString().hasSize(300_000);
    assertThat(HeapBudget.messages().held()).isEqualTo(before);
  }
}

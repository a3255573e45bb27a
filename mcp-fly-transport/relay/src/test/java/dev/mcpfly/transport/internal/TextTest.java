package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void keepsVisibleTextUnchanged() {
    assertThat(Text.excerpt("Grüße, 世界 👍 — done.")).isEqualTo("Grüße, 世界 👍 — done.");
  }

  @Test
  void replacesEscapesLineEndsAndDirectionalMarksByOneSpace() {
    assertThat(Text.excerpt("\u001b[31mred\u001b[0m\r\n\r\nnext\u2028line\u0085\u009b1mx"))
        .isEqualTo("[31mred [0m next line 1mx");
    assertThat(Text.excerpt("a\u202egpj.exe\u2066\u200f\ufeffb\u0000\u007fc"))
        .isEqualTo("a gpj.exe b c");
  }

  @Test
  void keepsTheSpacesOfALineAndNoOtherInvisibleCharacters() {
    assertThat(Text.line("  \tat\u001b[31m x\r", 40)).isEqualTo("   at[31m x");
    assertThat(Text.line("abcdef", 5)).isEqualTo("abcde…");
  }

  @Test
  void leavesNoSpaceAtEitherEnd() {
    assertThat(Text.excerpt(" \t\u001b x \n")).isEqualTo("x");
    assertThat(Text.excerpt("\n\u001b\u202e ")).isEmpty();
    assertThat(Text.excerpt(null)).isEmpty();
  }

  @Test
  void endsLongTextInAnEllipsisWithoutCuttingAPair() {
    assertThat(Text.excerpt("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Text.excerpt("abcdefg", 6)).isEqualTo("abcdef…");
    assertThat(Text.excerpt("abcde👍", 6)).isEqualTo("abcde…");
    assertThat(Text.excerpt("abc\ud83d", 6)).isEqualTo("abc");
    assertThat(Text.excerpt("x".repeat(1_000_000))).hasSize(Text.LENGTH + 1);
  }

  @Test
  void readsBytesThatAreNotUtf8() {
    byte[] bytes = "ok\u001b[2J".getBytes(StandardCharsets.UTF_8);
    assertThat(Text.excerpt(bytes, 20)).isEqualTo("ok [2J");
    assertThat(Text.excerpt(new byte[] {(byte) 0xC3, 'a', (byte) 0xFF}, 20))
        .isEqualTo("\ufffda\ufffd");
    assertThat(Text.excerpt(new byte[10_000], 20)).isEqualTo("…");
  }

  @Test
  void neverReturnsTerminalControlCharacters() {
    long seed = 0x7E47L;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.append((char) (random.nextBoolean() ? random.nextInt(0xA0) : random.nextInt(0x10000)));
      }
      String excerpt = Text.excerpt(text.toString(), 1 + random.nextInt(50));
      assertThat(excerpt.codePoints())
          .as("seed %d round %d", seed, round)
          .noneMatch(
              c ->
                  Character.isISOControl(c)
                      || Character.getType(c) == Character.FORMAT
                      || Character.getType(c) == Character.SURROGATE
                      || c == 0x2028
                      || c == 0x2029);
    }
  }
}

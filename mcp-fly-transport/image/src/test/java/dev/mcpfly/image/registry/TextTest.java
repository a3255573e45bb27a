package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000", "\n", "\r", "\t", "\u001b", "\u007f", "\u009b", "\u2028", "\u2029", "\u202e",
        "\u2066", "\u200b", "\u200f", "\ufeff", "\ud83d", "\ue000", "\u0378"
      })
  void blanksWhatIsNotVisible(String sign) {
    assertThat(Text.excerpt("a" + sign + "b")).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ä€😀", "a\"b'c", "漢字"})
  void keepsWhatIs(String text) {
    assertThat(Text.excerpt(text)).isEqualTo(text);
  }

  @Test
  void cutsWhatIsLong() {
    assertThat(Text.excerpt("😀".repeat(10_000))).isEqualTo("😀".repeat(200) + "…");
  }
}

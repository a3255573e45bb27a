package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppNameTest {
  @ParameterizedTest
  @CsvSource({"slack, slack", "My Server.1, my-server-1", "__a__b__, a-b", "İstanbul, i-stanbul"})
  void isDerivedFromAnyText(String text, String name) {
    assertThat(AppName.from(text)).isEqualTo(name);
  }

  @Test
  void isShortenedToFlysLimit() {
    assertThat(AppName.from("a".repeat(62) + "-bc")).isEqualTo("a".repeat(62));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "ä"})
  void rejectionNamesTheValueAndTheRemedy(String name) {
    assertThatThrownBy(() -> AppName.checked(name))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining('"' + name + '"')
        .hasMessageContaining("such as");
  }

  @Test
  void withASuffixStaysValidAndDiffers() {
    Random random = new Random(1);
    String longName = "a".repeat(AppName.MAX_LENGTH);
    String first = AppName.suffixed(longName, random);
    String second = AppName.suffixed(longName, random);
    assertThat(AppName.checked(first)).hasSize(AppName.MAX_LENGTH).isNotEqualTo(second);
    assertThat(AppName.suffixed("slack", random)).matches("slack-[a-z0-9]{6}");
  }
}

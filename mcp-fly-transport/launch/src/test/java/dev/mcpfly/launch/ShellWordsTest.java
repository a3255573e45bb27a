package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("npx -y pkg", List.of("npx", "-y", "pkg")),
        Arguments.of("  npx\t-y \n pkg ", List.of("npx", "-y", "pkg")),
        Arguments.of("a 'b c' \"d e\"", List.of("a", "b c", "d e")),
        Arguments.of("a'b'\"c\"d", List.of("abcd")),
        Arguments.of("a '' \"\" b", List.of("a", "", "", "b")),
        Arguments.of("a\\ b \\'c", List.of("a b", "'c")),
        Arguments.of("\"a\\\"b\\\\c\\n\"", List.of("a\"b\\c\\n")),
        Arguments.of("'a\\b\"c'", List.of("a\\b\"c")),
        Arguments.of("echo $HOME *.txt ; rm", List.of("echo", "$HOME", "*.txt", ";", "rm")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void splitsAsAPosixShellWould(String line, List<String> words) {
    assertThat(ShellWords.split(line)).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"npx 'a", "npx \"a", "npx a\\", "'"})
  void rejectsUnclosedQuotesAndShowsThem(String line) {
    assertThatThrownBy(() -> ShellWords.split(line))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \t "})
  void refusesAnEmptyCommand(String line) {
    assertThatThrownBy(() -> ShellWords.split(line))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void keepsAnEmptyWordThatWasQuoted() {
    assertThat(ShellWords.split("''")).containsExactly("");
  }
}

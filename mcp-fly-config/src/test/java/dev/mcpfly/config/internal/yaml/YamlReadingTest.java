package dev.mcpfly.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values, secrets and faults of YAML, and strings on their way there and back. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class YamlReadingTest {
  private static final Container GOOSE = Container.map(List.of("extensions"));
  private static final Container CONTINUE = Container.namedList(List.of("mcpServers"), "name");
  private final YamlFormat yaml = new YamlFormat();

  @Test
  void readsEveryKindOfValue() {
    String text =
        "extensions:\n  a: {s: x, i: 0x10, o: 0o17, big: 123456789012345678901234567890, f: 1.5e3,"
            + " b: true, n: ~, q: '1', l: [yes, 'no'], t: !!str 1}\n  b:\n    m: >-\n      folded\n"
            + "      text\n    e:\n";
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("s", "x");
    expected.put("i", 16L);
    expected.put("o", 15L);
    expected.put("big", new java.math.BigInteger("123456789012345678901234567890"));
    expected.put("f", 1500.0);
    expected.put("b", true);
    expected.put("n", null);
    expected.put("q", "1");
    expected.put("l", List.of("yes", "no"));
    expected.put("t", "1");
    List<Entry> entries = yaml.entries(text, GOOSE);
    assertThat(entries.get(0).tree()).isEqualTo(expected);
    assertThat(yaml.read(text, List.of("extensions", "b", "m")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isEqualTo("folded text"));
    assertThat(yaml.read(text, List.of("extensions", "b", "e")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isNull());
    assertThat(yaml.read(text, List.of("extensions", "c"))).isEmpty();
    assertThat(yaml.scalars(text, GOOSE))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly(
            "a/s", "a/i", "a/o", "a/big", "a/f", "a/b", "a/n", "a/q", "a/l/0", "a/l/1", "a/t",
            "b/m");
    assertThat(yaml.scalars(text, GOOSE))
        .extracting(scalar -> cut(text, scalar.span()))
        .contains("'no'", ">-\n      folded\n      text");
  }

  @Test
  void findsASecretBehindAnAlias() {
    String text = "token: &t s3cret\nextensions:\n  a: {envs: {T: *t}}\n";
    assertThat(yaml.scalars(text, GOOSE))
        .singleElement()
        .satisfies(
            scalar -> {
              assertThat(scalar.path()).containsExactly("a", "envs", "T");
              assertThat(cut(text, scalar.span())).isEqualTo("s3cret");
            });
  }

  private static String cut(String text, Span span) {
    return text.substring(span.start(), span.end());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '- a', 1, 1
          '42', 1, 1
          'extensions: [a]', 1, 13
          'x: 1\nextensions: text', 2, 13
          'a: 1\n---\nb: 2', 2, 1
          'a:\n\tb: 1', 2, 1
          'a: [1', 1, 6
          'a: 1\na: 2', 2, 1
          'a: 1\nb: {c: 1, "c": 2}', 2, 11
          'a: b: c', 1, 5
          '"\uD83D\uDE00": *nope', 1, 7
          'a: &r [*r]', 1, 8
          'a: "\uD83D\uDE00" \u0001', 1, 9
          """)
  void reportsThePositionOfErrors(String text, int line, int column) {
    assertThatThrownBy(() -> yaml.put(text, GOOSE, "new", TextFormatContract.STDIO))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[[{a: "})
  void nestingBombsAreRefused(String piece) {
    assertThatThrownBy(() -> yaml.put(piece.repeat(50_000), GOOSE, "a", TextFormatContract.STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void countsNestingBehindAliases() {
    StringBuilder text = new StringBuilder("a0: &a0 1\n");
    for (int i = 1; i < 2000; i++) {
      text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    assertThatThrownBy(() -> yaml.check(text.toString()))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void rejectsAliasBombs() {
    StringBuilder text = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    assertThatThrownBy(() -> yaml.check(text.toString()))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("too many values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a ",
        " a",
        "~",
        "null",
        "True",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "1",
        "1.0",
        "0x1",
        "1e3",
        ".5",
        ".inf",
        "-",
        "-a",
        "?",
        ":",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "@a",
        "`a",
        "%a",
        "[a",
        "]",
        "{a",
        "}",
        ",",
        "a, b",
        "\"a",
        "'a",
        "it's",
        "a\nb",
        "a\tb",
        "\u0007",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "é",
        "\uD83D\uDE00",
        "=",
        "<<",
        "---",
        "...",
        "C:\\Program Files\\x",
        "https://h/p?a=b&c=%20#f",
        "2001-01-01",
        "12:30",
        "a:b"
      })
  void everyStringComesBack(String string) {
    for (String text :
        List.of("", "extensions: {x: {a: b}}\n", "mcpServers:\n- name: x\n  a: 'b'\n")) {
      Container container = text.startsWith("mcp") ? CONTINUE : GOOSE;
      String put =
          yaml.put(
              text, container, "k" + string, Map.of("v", string, "l", List.of(string), string, 1));
      assertThat(yaml.entries(put, container))
          .last()
          .satisfies(
              entry -> {
                assertThat(entry.name()).isEqualTo("k" + string);
                assertThat(entry.tree())
                    .isEqualTo(Map.of("v", string, "l", List.of(string), string, 1L));
              });
    }
  }

  @Test
  void rejectsHalfASurrogatePair() {
    assertThatThrownBy(() -> yaml.put("", GOOSE, "a", Map.of("x", "\uD83D")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}

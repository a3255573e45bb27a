package dev.mcpfly.config.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest extends TextFormatContract {
  private static final Container SERVERS = Container.map(List.of("servers"));
  private static final Container LIST = Container.namedList(List.of("inputs"), "id");
  private final TextFormat jsonc = format(true, true);
  private final TextFormat strict = format(false, false);

  protected TextFormat format(boolean comments, boolean trailingCommas) {
    return new JsonFormat(comments, trailingCommas);
  }

  @Override
  protected TextFormat format() {
    return jsonc;
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        new Sample("empty", "{\n  \"servers\": {}\n}\n", SERVERS),
        new Sample("empty, minified", "{\"z\":1,\"servers\":{},\"a\":2}", SERVERS),
        new Sample("empty with a space", "{ \"servers\": { } }", SERVERS),
        new Sample("empty with a space, many lines", "{\n  \"servers\": { }\n}", SERVERS),
        new Sample("empty over two lines", "{\n  \"servers\": {\n  }\n}", SERVERS),
        new Sample("empty over three lines", "{\r\n\t\"servers\": {\r\n\r\n\t}\r\n}", SERVERS),
        new Sample("empty with a comment", "{\n  \"servers\": {\n    // none yet\n  }\n}", SERVERS),
        new Sample(
            "empty with a comment on the line", "{\n  \"servers\": { /* none */ }\n}", SERVERS),
        new Sample(
            "empty, comment on the line, many lines",
            "{\n  \"servers\": { // none\n  }\n}",
            SERVERS),
        new Sample("empty, tight comment", "{\"servers\":{/* none */}}", SERVERS),
        new Sample(
            "Zed",
            "{\n  // Zed settings\n  \"theme\": \"One\", /* x */\n  \"servers\": {\n"
                + "    // keep me\n    \"a\": {\"command\":\"x\"}, // tail\n  },\n}",
            SERVERS),
        new Sample(
            "tail comment without comma",
            "{\n  \"servers\": {\n    \"a\": 1 // tail\n    // dangling\n  }\n}\n",
            SERVERS),
        new Sample(
            "tail comments everywhere",
            "{\"servers\": {\n  \"a\": /* v */ 1 /* b */ , /* c */ // d\n"
                + "  \"b\" /* k */ : 2 /* e */ // f\n  /* g */}}",
            SERVERS),
        new Sample(
            "trailing commas, minified", "{\"servers\":{\"a\":{\"command\":\"x\"},},}", SERVERS),
        new Sample(
            "trailing commas, spaced",
            "{ \"servers\": { \"a\": { \"command\": \"x\" }, }, }",
            SERVERS),
        new Sample("minified", "{\"servers\":{\"a\":{\"command\":\"x\"}},\"b\":[1,2]}", SERVERS),
        new Sample("one line with a comment", "{\"servers\":{\"a\":1 /* x */ }}", SERVERS),
        new Sample(
            "tabs, CRLF, no final newline",
            "{\r\n\t\"servers\": {\r\n\t\t\"a\": {\r\n"
                + "\t\t\t\"args\": [\r\n\t\t\t\t\"x\"\r\n\t\t\t]\r\n\t\t}\r\n\t}\r\n}",
            SERVERS),
        new Sample("comma first", "{ \"servers\": { \"a\": 1 // x\n  , \"b\": 2\n  }\n}", SERVERS),
        new Sample(
            "closed on the last line", "{\n  \"servers\": { \"a\": 1,\n    \"b\": 2 } }", SERVERS),
        new Sample(
            "blank lines between",
            "{\n\n  \"servers\": {\n\n    \"a\": 1,\n\n    \"b\": 2\n\n  }\n}",
            SERVERS),
        new Sample(
            "structure inside strings",
            "{\"x\": \"// no\", \"y\": \"}\", \"servers\": {\"a\": \"http://x/*y*/\"}}",
            SERVERS),
        new Sample("duplicates", "{\"servers\":{\"a\":1},\"servers\":{\"b\":1, \"b\":2}}", SERVERS),
        new Sample("the root is the container", "{\n    \"a\": {}\n}", Container.map(List.of())),
        new Sample(
            "odd keys",
            "{\"servers\": {\"\": 1, \"__proto__\": 2, \"a\\\"b\": 3, \"\\u0061\": 4}}",
            SERVERS),
        new Sample("list", "{\n  \"inputs\": [\n    { \"id\": \"x\", \"n\": 1 }\n  ]\n}", LIST),
        new Sample("list without names", "{\"inputs\":[1,{\"id\":\"x\"},[]]}", LIST),
        new Sample("empty list", "{\n  \"inputs\": []\n}", LIST));
  }

  @Override
  protected String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
  }

  @Test
  void followsTheLayoutOfNeighbours() {
    String text =
        """
        {
            "servers": {
                "a": {
                    "command": "x"
                } // tail
            }
        }
        """;
    assertThat(jsonc.put(text, SERVERS, "b", STDIO))
        .isEqualTo(
            """
            {
                "servers": {
                    "a": {
                        "command": "x"
                    }, // tail
                    "b": {
                        "command": "npx",
                        "args": ["-y", "a b", "c\\\\d\\"e", "ünï"],
                        "env": {
                            "KEY": "$x: #y // z"
                        }
                    }
                }
            }
            """);
  }

  @Test
  void minifiedStaysMinified() {
    assertThat(
            strict.put("{\"servers\":{\"a\":{\"url\":\"x\"}}}", SERVERS, "b", Map.of("url", "y")))
        .isEqualTo("{\"servers\":{\"a\":{\"url\":\"x\"},\"b\":{\"url\":\"y\"}}}");
  }

  @Test
  void keepsATrailingComma() {
    assertThat(jsonc.put("{\"servers\":{\"a\":{},},}", SERVERS, "b", Map.of("url", "y")))
        .isEqualTo("{\"servers\":{\"a\":{},\"b\":{\"url\":\"y\"},},}");
  }

  @Test
  void createsAMissingContainerAndReplacesANullOne() {
    assertThat(strict.put("{}", SERVERS, "a", Map.of("url", "y")))
        .isEqualTo("{\n  \"servers\": {\n    \"a\": {\n      \"url\": \"y\"\n    }\n  }\n}");
    assertThat(strict.put("{\"servers\":null}", SERVERS, "a", Map.of("url", "y")))
        .isEqualTo("{\"servers\":{\"a\":{\"url\":\"y\"}}}");
    assertThat(strict.put("null\n", Container.map(List.of("m", "s")), "a", Map.of()))
        .isEqualTo("{\n  \"m\": {\n    \"s\": {\n      \"a\": {}\n    }\n  }\n}\n");
    assertThat(jsonc.put("// nothing", SERVERS, "a", Map.of()))
        .isEqualTo("// nothing\n{\n  \"servers\": {\n    \"a\": {}\n  }\n}\n");
  }

  @Test
  void removingAnEntryRemovesItsCommentAndNoOther() {
    String text =
        "{\"servers\": {\n  // above a\n  \"a\": 1, // of a\n  // above b\n  \"b\": 2 // of b\n}}";
    assertThat(jsonc.remove(text, SERVERS, "a"))
        .isEqualTo("{\"servers\": {\n  // above a\n  // above b\n  \"b\": 2 // of b\n}}");
    assertThat(jsonc.remove(text, SERVERS, "b"))
        .isEqualTo("{\"servers\": {\n  // above a\n  \"a\": 1 // of a\n  // above b\n}}");
  }

  @Test
  void theLastOfTwoDuplicatesIsEdited() {
    assertThat(
            strict.merge(
                "{\"servers\":{\"a\":{\"x\":1}},\"servers\":{\"a\":{\"x\":2}}}",
                SERVERS,
                "a",
                Map.of("x", 3L),
                Set.of()))
        .isEqualTo("{\"servers\":{\"a\":{\"x\":1}},\"servers\":{\"a\":{\"x\":3}}}");
  }

  @Test
  void numbersAndEscapesElsewhereSurvive() {
    String text =
        "{\"z\":1,\"a\":12345678901234567890,\"f\":1.0,\"e\":1e400,\"u\":\"\\u003cx\\u003e"
            + " \\ud83d\\ude00 \\/\",\"servers\":{}}";
    String put = strict.put(text, SERVERS, "n", Map.of("url", "y"));
    assertThat(put).isEqualTo(text.replace("{}", "{\"n\":{\"url\":\"y\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|1|1|list",
        "\"x\"|1|1|string",
        "42|1|1|number",
        "{\"servers\":[]}|1|12|list",
        "{\"servers\":\"\"}|1|12|string",
        "{\"a\":1,}|1|7|comma",
        "{\"a\":1 // x|1|8|comment",
        "{\"a\":1 b|1|8|'b'",
        "{\"a\":01}|1|6|number",
        "{\"a\":1.}|1|6|number",
        "{\"a\":-}|1|6|number",
        "{\"a\":tru}|1|6|value",
        "{\"a\":\"\\x\"}|1|7|escape",
        "{\"a\":\"\\u12g4\"}|1|7|escape",
        "{'a':1}|1|2|double quotes",
        "{a:1}|1|2|double quotes",
        "{\"a\" 1}|1|6|':'",
        "{|1|2|end of the text",
        "{} {}|1|4|end of the document",
        "{\"a\":\"x|1|6|never ends",
      })
  void refusesWithPlaceAndReason(String text, int line, int column, String reason) {
    assertThatThrownBy(() -> strict.put(text, SERVERS, "n", Map.of()))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.reason()).contains(reason);
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void countsLinesOfEveryKind(String eol) {
    assertThatThrownBy(
            () -> strict.check("{" + eol + "  \"a\": 1," + eol + "  \"b\": x" + eol + "}"))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(e.column()).isEqualTo(8);
            });
  }
}

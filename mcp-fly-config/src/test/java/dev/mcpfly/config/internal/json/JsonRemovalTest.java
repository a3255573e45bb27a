package dev.mcpfly.config.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of comments and commas around an entry that goes, and the check of the result. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class JsonRemovalTest {
  private static final Container MCP = Container.map(List.of("mcp"));
  private final JsonFormat jsonc = new JsonFormat(true, true);

  private String inside(String members) {
    String text = "{\"mcp\":{" + members + "}}";
    String removed = jsonc.remove(text, MCP, "b");
    assertThat(removed).startsWith("{\"mcp\":{").endsWith("}}");
    return removed.substring(8, removed.length() - 2);
  }

  @Test
  void doesNotJoinTheNextEntryToTheCommentOfTheOneBefore() {
    String text =
        "{\"mcp\": {\n \"a\": {\"type\":\"local\",\"command\":[\"a\"]}, // first\n"
            + " \"b\": {\"type\":\"local\",\"command\":[\"b\"]}, /* next */ \"c\": {}\n}}";
    assertThat(jsonc.remove(text, MCP, "b"))
        .isEqualTo(
            "{\"mcp\": {\n \"a\": {\"type\":\"local\",\"command\":[\"a\"]}, // first\n"
                + " /* next */ \"c\": {}\n}}");
  }

  @Test
  void keepsTheLineEndAfterACommentWhenTheLastEntryIsRemoved() {
    assertThat(
            jsonc.remove(
                "{\"mcpServers\":{ // mine\n\"a\":{\"command\":\"a\"}}}",
                Container.map(List.of("mcpServers")),
                "a"))
        .isEqualTo("{\"mcpServers\":{ // mine\n}}");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '"a":1,// x\n"b":2,"c":3',            '"a":1,// x\n"c":3'
          '"a":1\n, "b":2\n, "c":3\n',          '"a":1\n, "c":3\n'
          '"a":1\n, "b":2\n',                   '"a":1\n'
          '"a":1,\n"b":2\n// own\n,\n"c":3',    '"a":1,\n// own\n"c":3'
          '"a":1, // x\n// own\n"b":2 // b\n',  '"a":1 // x\n// own\n'
          '"a":1,\n"b":2, // b\n"c":3',         '"a":1,\n"c":3'
          '"b":2, /* c */ "c":3',               '/* c */ "c":3'
          '/* b */ "b":2',                      '/* b */'
          '"a":1 /* a */,"b":2',                '"a":1 /* a */'
          """)
  void removesOneCommaAndTheCommentsOnTheLine(String members, String left) {
    assertThat(inside(members)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mcp\":{\"a\":1,\"b\":2 //}}", // broken
        "{\"mcp\":{\"a\":2,\"b\":2}}", // another value
        "{\"mcp\":{\"a\":1.0,\"b\":2}}", // the same value, other characters
        "{\"mcp\":{\"b\":2}}", // an entry is gone
        "{\"mcp\":{\"a\":1,\"b\":3}}", // not the asked-for value
        "{\"mcp\":{\"a\":1,\"b\":2},\"x\":1}", // something new around it
        "{\"mcp\":{\"a\":1,\"b\":2,\"c\":3}}", // another entry
      })
  void anEditThatChangesAnythingElseIsRefusedAtItsEntry(String after) {
    JsonScanner before = new JsonScanner("{\"mcp\":{\"a\":1,\n \"b\":1}}", true, true, false);
    assertThatThrownBy(() -> JsonCheck.verified(before, after, MCP, "b", "b", 2L))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(2);
              assertThat(e.reason()).contains("cannot be edited in place");
            });
  }

  @Test
  void anEditThatChangesNothingElseIsAccepted() {
    JsonScanner before = new JsonScanner("{\"mcp\":{\"a\":1, \"b\":1}}", true, true, false);
    String after = "{\"mcp\":{\"a\":1,\"b\":{\"x\":2}}}";
    assertThat(JsonCheck.verified(before, after, MCP, "b", "b", Map.of("x", 2))).isEqualTo(after);
  }
}

package dev.mcpfly.config.internal.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values, secrets and faults of TOML. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class TomlReadingTest {
  private static final Container SERVERS = Container.map(List.of("mcp_servers"));
  private final TomlFormat toml = new TomlFormat();

  @Test
  void readsEveryKindOfValue() {
    String text =
        "[mcp_servers.a]\ns = 'x'\ni = 0x10\nf = 1.5\nb = true\nd = 1979-05-27 07:32:00Z\n"
            + "l = [1, [2]]\nt = { x.y = \"\\u00e9\\t\" }\n\"\" = 'empty key'\n";
    Entry entry = toml.entries(text, SERVERS).get(0);
    assertThat(entry.tree())
        .isEqualTo(
            Map.of(
                "s",
                "x",
                "i",
                16L,
                "f",
                1.5,
                "b",
                true,
                "d",
                "1979-05-27T07:32:00Z",
                "l",
                List.of(1L, List.of(2L)),
                "t",
                Map.of("x", Map.of("y", "é\t")),
                "",
                "empty key"));
    assertThat(text.substring(entry.span().start(), entry.span().end()))
        .startsWith("[mcp_servers.a]")
        .endsWith("'empty key'");
    assertThat(toml.read(text, List.of("mcp_servers", "a", "t", "x", "y")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isEqualTo("é\t"));
    assertThat(toml.read(text, List.of("mcp_servers", "b"))).isEmpty();
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly("a/s", "a/i", "a/f", "a/b", "a/d", "a/l/0", "a/l/1/0", "a/t/x/y", "a/");
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> text.substring(scalar.span().start(), scalar.span().end()))
        .contains("1979-05-27 07:32:00Z", "\"\\u00e9\\t\"", "0x10");
  }

  @Test
  void scalarsOfArraysOfTablesCarryTheirIndex() {
    String text =
        "[[mcp_servers.a.t]]\nx = 1\n[[mcp_servers.a.t]]\nx = 2\n[mcp_servers.a.t.u]\ny = 3";
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly("a/t/0/x", "a/t/1/x", "a/t/1/u/y");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '[[mcp_servers]]\ncommand = "x"\n', 1, 1
          'mcp_servers = [1]', 1, 1
          'x = 1\nmcp_servers = "y"', 2, 1
          '[mcp_servers.a]\n[mcp_servers.a]\n', 2, 1
          '[a]\nx = 1\n[mcp_servers.a]\nx = 1\nx = 2\n', 5, 1
          'a = 1 b', 1, 7
          'a = "\uD83D\uDE00" b', 1, 10
          'a = [1', 1, 7
          'a = "x\n', 1, 7
          """)
  void reportsThePositionOfErrors(String text, int line, int column) {
    assertThatThrownBy(() -> toml.put(text, SERVERS, "new", TextFormatContract.STDIO))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @Test
  void messagesDoNotQuoteTheText() {
    assertThatThrownBy(() -> toml.check("token = sk-secret-123\n"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> toml.check("token = \"x\" sk_secret_123\n"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a=", "[{a=["})
  void nestingBombsAreRefused(String piece) {
    assertThatThrownBy(
            () -> toml.put("x = " + piece.repeat(50_000), SERVERS, "a", TextFormatContract.STDIO))
        .isInstanceOf(TextFormatException.class);
    assertThatThrownBy(() -> toml.check("[" + "a.".repeat(50_000) + "a]"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void rejectsValuesThatTomlCannotExpress() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("x", null);
    assertThatThrownBy(() -> toml.put("", SERVERS, "a", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("null");
  }
}

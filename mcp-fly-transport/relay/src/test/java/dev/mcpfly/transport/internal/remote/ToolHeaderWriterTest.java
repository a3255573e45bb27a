package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolHeaderWriterTest {
  private final ToolHeaderWriter headers = new ToolHeaderWriter();

  private static String tool(String name, String properties) {
    return "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\",\"properties\":{%s}}}"
        .formatted(name, properties);
  }

  private static String property(String name, String type, String header) {
    return "\"%s\":{\"type\":\"%s\",\"x-mcp-header\":\"%s\"}".formatted(name, type, header);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"region\":\"eu\"} | {Mcp-Param-Region=eu}",
        "{\"region\":\"eu west\",\"other\":1} | {Mcp-Param-Region=eu west}",
        "{\"count\":12} | {Mcp-Param-Count=12}",
        "{\"dry\":true} | {Mcp-Param-Dry=true}",
        "{\"region\":null} | {}",
        "{\"region\":\"a\",\"count\":0,\"dry\":false} |"
            + " {Mcp-Param-Region=a, Mcp-Param-Count=0, Mcp-Param-Dry=false}",
        "{\"place\":{\"city\":\"Ulm\"}} | {Mcp-Param-City=Ulm}",
        "{\"place\":\"Ulm\"} | {}",
        "{\"place\":null} | {}",
        "{} | {}",
        "[] | {}",
        "null | {}"
      })
  void mirrorsTheArgumentsThatAToolNames(String arguments, String expected) {
    String list =
        "["
            + tool(
                "find",
                String.join(
                    ",",
                    property("region", "string", "Region"),
                    property("count", "integer", "Count"),
                    property("dry", "boolean", "Dry"),
                    "\"place\":{\"type\":\"object\",\"properties\":{"
                        + property("city", "string", "City")
                        + "}}"))
            + "]";
    assertThat(headers.learn(list)).isNull();
    assertThat(headers.of("find", arguments).toString()).isEqualTo(expected);
    assertThat(headers.of("other", arguments)).isEmpty();
    assertThat(headers.of(null, arguments)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a b\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a:b\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a\\r\\nb\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"ä\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":1}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":null}",
        "\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}",
        "\"a\":{\"type\":\"array\",\"x-mcp-header\":\"A\"}",
        "\"a\":{\"type\":[\"string\"],\"x-mcp-header\":\"A\"}",
        "\"a\":{\"x-mcp-header\":\"A\"}",
        "\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},"
            + "\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}",
        "\"o\":{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A b\"}}}"
      })
  void leavesOutAToolWhoseAnnotationIsWrong(String properties) {
    String good = tool("good", property("a", "string", "A"));
    assertThat(headers.learn("[" + tool("bad", properties) + "," + good + "]"))
        .isEqualTo("[" + good + "]");
    assertThat(headers.of("bad", "{\"a\":\"x\"}")).isEmpty();
    assertThat(headers.of("good", "{\"a\":\"x\"}")).isEqualTo(Map.of("Mcp-Param-A", "x"));
  }

  @Test
  void followsAToolThatChanges() {
    headers.learn("[" + tool("t", property("a", "string", "A")) + "]");
    headers.learn("[" + tool("t", property("b", "string", "B")) + "]");
    assertThat(headers.of("t", "{\"a\":\"x\",\"b\":\"y\"}")).isEqualTo(Map.of("Mcp-Param-B", "y"));
    headers.learn("[" + tool("t", "") + "]");
    assertThat(headers.of("t", "{\"a\":\"x\",\"b\":\"y\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[]", "[1,\"a\",null]", "[{}]", "[{\"name\":7}]"})
  void learnsNothingFromOtherLists(String list) {
    assertThat(headers.learn(list)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "eu-west", "a b", "=?base64?", "a?=", "~!\"#"})
  void sendsPlainTextAsItIs(String text) {
    assertThat(ToolHeaderWriter.headerValue(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " a", "a ", " ", "ä", "😀", "a\nb", "\t", "\u007f", "=?base64?YQ==?="})
  void encodesWhatAHeaderCannotCarry(String text) {
    String value = ToolHeaderWriter.headerValue(text);
    assertThat(value).startsWith("=?base64?").endsWith("?=");
    String inner = value.substring(9, value.length() - 2);
    assertThat(new String(Base64.getDecoder().decode(inner), UTF_8)).isEqualTo(text);
  }
}

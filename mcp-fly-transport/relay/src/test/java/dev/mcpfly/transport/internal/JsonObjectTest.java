package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  @Test
  void readsMembersByTheirKind() {
    JsonObject object =
        JsonObject.parse(
            " {\"a\":\"x\\u0041\" ,"
                + " \"b\":[\"1\",\"2\"],\"c\":12,\"d\":1.9,\"e\":true,\"f\":null,\"g\":{}} ");
    assertThat(object.text("a")).isEqualTo("xA");
    assertThat(object.texts("a")).containsExactly("xA");
    assertThat(object.texts("b")).containsExactly("1", "2");
    assertThat(object.number("c")).isEqualTo(12);
    assertThat(object.number("d")).isEqualTo(1);
    assertThat(object.isTrue("e")).isTrue();
    assertThat(object.has("f")).isTrue();
    assertThat(object.text("f")).isNull();
    assertThat(object.texts("c")).isNull();
    assertThat(object.number("a")).isNull();
    assertThat(object.text("missing")).isNull();
    assertThat(JsonObject.parse("{}").raw()).isEmpty();
    assertThat(JsonObject.parse("{\"n\":1e99}").number("n")).isNull();
    assertThat(JsonObject.parse("{\"n\":[\"a\",1]}").texts("n")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "\"x\"",
        "null",
        "{",
        "{}x",
        "{} {}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{,}",
        "{\"a\":01}"
      })
  void refusesWhatIsNotExactlyOneObject(String text) {
    assertThatThrownBy(() -> JsonObject.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsInvalidUtf8AndLeavesTheArrayUnchanged() {
    byte[] bad = "{\"a\":\"x\"}".getBytes(StandardCharsets.US_ASCII);
    bad[6] = (byte) 0xFF;
    assertThatThrownBy(() -> JsonObject.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    byte[] lines = "{\n\"a\":\n1}".getBytes(StandardCharsets.US_ASCII);
    JsonObject.parse(lines);
    assertThat(new String(lines, StandardCharsets.US_ASCII)).isEqualTo("{\n\"a\":\n1}");
  }

  @Test
  void refusesDeepNestingWithoutAStackOverflow() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatThrownBy(() -> JsonObject.parse(deep)).isInstanceOf(IllegalArgumentException.class);
  }
}

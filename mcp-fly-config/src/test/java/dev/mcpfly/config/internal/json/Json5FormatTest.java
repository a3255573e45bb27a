package dev.mcpfly.config.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON5, over characters and over the bytes of UTF-8. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class Json5FormatTest extends TextFormatContract {
  private static final Container SERVERS = Container.map(List.of("mcp", "servers"));

  @Override
  protected TextFormat format() {
    return JsonFormat.json5();
  }

  @Override
  protected String nested(int depth) {
    return "{x:" + "[".repeat(depth);
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        new Sample("keys without quotes", "{\n  mcp: {\n    servers: {},\n  },\n}\n", SERVERS),
        new Sample(
            "single quotes",
            "{'mcp':{'servers':{'it\\'s \"a\"':{command:'x',args:['-y',],},},},}",
            SERVERS),
        new Sample(
            "comments and numbers",
            "// top\n{\n  port: +.5, /* n */ hex: 0xDECAF, end: 5., inf: -Infinity, nan: NaN,\n"
                + "  mcp: { servers: { a: { url: 'https://x/' /* // no */ } } }, // tail\n}\n",
            SERVERS),
        new Sample(
            "a string over lines",
            "{note: 'one \\\ntwo \\\r\nthree', mcp: {servers: {}}}",
            SERVERS),
        new Sample(
            "names of all kinds",
            "{$schema: 1, _x: 2, \u00fcn\u00ef: 3, \\u0061b: 4, mcp: {servers: {a1: {}}}}",
            SERVERS),
        new Sample(
            "spaces of all kinds", "{\u00a0mcp\u000b:\f{\ufeffservers\u2003:\u2028{}}}", SERVERS),
        new Sample("strict JSON", "{\n  \"mcp\": {\n    \"servers\": {}\n  }\n}\n", SERVERS));
  }

  @Test
  void readsJson5Values() {
    String text =
        "{a: +1, b: .5, c: 5., d: 0xfF, e: -0x10, f: Infinity, g: -Infinity, i: 1e3, j: -0, k:"
            + " '\\x41\\u0042\\v\\0\\q\\'', l: \"\\\u2028x\", m: 0xffffffffffffffffff, \\u006e: 1}";
    for (TextFormat format : List.of(JsonFormat.json5(), new Utf8Bytes(JsonFormat.json5()))) {
      Map<?, ?> tree = (Map<?, ?>) format.read(text, List.of()).orElseThrow().tree();
      assertThat(number(tree, "a")).isEqualTo(1);
      assertThat(number(tree, "b")).isEqualTo(0.5);
      assertThat(number(tree, "c")).isEqualTo(5);
      assertThat(number(tree, "d")).isEqualTo(255);
      assertThat(number(tree, "e")).isEqualTo(-16);
      assertThat(number(tree, "f")).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(number(tree, "g")).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(number(tree, "i")).isEqualTo(1000);
      assertThat(tree.get("k")).isEqualTo("AB\u000b\0q'");
      assertThat(tree.get("l")).isEqualTo("x");
      assertThat(tree.get("m")).isEqualTo(new BigInteger("ffffffffffffffffff", 16));
      assertThat(tree.containsKey("n")).isTrue();
    }
  }

  private static double number(Map<?, ?> tree, String key) {
    return ((Number) tree.get(key)).doubleValue();
  }

  @Test
  void writesStrictJson() {
    String text = "{mcp: {servers: {a: {command: 'x', keep: 0x1,},},},}";
    String put = JsonFormat.json5().put(text, SERVERS, "b", STDIO);
    assertThat(put).startsWith(text.substring(0, text.length() - 5)).contains("\"b\"", "\"npx\"");
    assertThat(JsonFormat.json5().merge(text, SERVERS, "a", Map.of("command", "y"), Set.of()))
        .isEqualTo("{mcp: {servers: {a: {command: \"y\", keep: 0x1,},},},}");
    assertThat(JsonFormat.json5().rename(text, SERVERS, "a", "b c"))
        .isEqualTo("{mcp: {servers: {\"b c\": {command: 'x', keep: 0x1,},},},}");
  }

  @Test
  void editsUtf8BytesLikeCharacters() {
    for (Sample sample : samples()) {
      String put = JsonFormat.json5().put(sample.text(), SERVERS, "\u00fc", REMOTE);
      TextFormat bytes = new Utf8Bytes(JsonFormat.json5());
      assertThat(bytes.put(sample.text(), SERVERS, "\u00fc", REMOTE)).isEqualTo(put);
      assertThat(bytes.entries(put, SERVERS)).extracting(Entry::name).contains("\u00fc");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a: 'x}",
        "{a: 'x\n'}",
        "{a: \"x'}",
        "{a b: 1}",
        "{1a: 1}",
        "{a-b: 1}",
        "{a: 0x}",
        "{a: 0xg}",
        "{a: +}",
        "{a: .}",
        "{a: 01}",
        "{a: 1.2.3}",
        "{a: 1e}",
        "{a: --1}",
        "{a: Infinit}",
        "{a: NaNs}",
        "{a: '\\x4'}",
        "{a: '\\u12'}",
        "{a: '\\1'}",
        "{a: '\\01'}",
        "{a: undefined}",
        "{,}",
        "{a: 1,,}",
        "[1]",
        "{a: 1",
        "{\\x41: 1}",
        "{a: '\\",
      })
  void whatIsNoJson5IsRefusedWithItsPlace(String text) {
    for (TextFormat format : List.of(JsonFormat.json5(), new Utf8Bytes(JsonFormat.json5()))) {
      assertThatThrownBy(() -> format.put(text, SERVERS, "a", STDIO))
          .isInstanceOfSatisfying(
              TextFormatException.class,
              e -> {
                assertThat(e.line()).isPositive();
                assertThat(e.column()).isPositive();
                assertThat(e.reason()).isNotBlank();
              });
    }
  }
}

package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.MalformedMessageException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Envelope scan(String text) throws MalformedMessageException {
    return Envelope.scan(utf8(text));
  }

  @Test
  void readsTheMembersThatRoutingNeeds() throws Exception {
    Envelope call =
        scan(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                + "\"arguments\":{\"name\":\"no\",\"id\":1},\"_meta\":{\"progressToken\":\"t\\u0041\","
                + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");

    assertThat(call.kind()).isEqualTo(Kind.REQUEST);
    assertThat(call.isMethod("tools/call")).isTrue();
    assertThat(call.isMethod("tools/list")).isFalse();
    assertThat(call.raw(Member.ID)).isEqualTo("7");
    assertThat(call.text(Member.NAME)).isEqualTo("echo");
    assertThat(call.raw(Member.ARGUMENTS)).isEqualTo("{\"name\":\"no\",\"id\":1}");
    assertThat(call.text(Member.META_PROGRESS_TOKEN)).isEqualTo("tA");
    assertThat(call.text(Member.META_PROTOCOL_VERSION)).isEqualTo("2026-07-28");
    assertThat(call.has(Member.URI)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "0",
        "-7",
        "12345678901234567890123",
        "1.0",
        "1e400",
        "\"1\"",
        "\"\"",
        "\"\\u00e9\\n\"",
        "\"\u2028\u2029\""
      })
  void keepsIdsOfEveryType(String id) throws Exception {
    String text = "{\"id\":" + id + ",\"method\":\"x\",\"jsonrpc\":\"2.0\"}";
    Envelope request = scan(text);

    assertThat(request.raw(Member.ID)).isEqualTo(id);
    byte[] rewritten = request.splice().replace(request, Member.ID, "99").toBytes();
    Envelope other = Envelope.scan(rewritten);
    assertThat(other.raw(Member.ID)).isEqualTo("99");
    assertThat(new String(other.splice().replace(other, Member.ID, id).toLine(), UTF))
        .isEqualTo(text + "\n");
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  @Test
  void putsAMessageOnOneLineAndKeepsItsStrings() throws Exception {
    Envelope pretty =
        scan("\r\n{\r\n  \"id\" :\n 1,\"method\":\"a\\nb\",\n\"params\":[\n1\n]\n}\n\n");

    String line = new String(pretty.toBytes(), UTF);
    assertThat(line).doesNotContain("\n").doesNotContain("\r").contains("\"a\\nb\"");
    assertThat(pretty.method()).isEqualTo("a\nb");
    assertThat(line).startsWith("{").endsWith("}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'method':'m'}|NOTIFICATION",
        "{'method':'m','id':1}|REQUEST",
        "{'id':1,'result':null}|RESPONSE",
        "{'id':'a','error':{'code':-1}}|RESPONSE",
        "{'id':null,'error':{'code':-32700}}|RESPONSE",
        "[{'method':'m'}]|BATCH"
      })
  void tellsKindsApart(String text, Kind kind) throws Exception {
    assertThat(scan(text.replace('\'', '"')).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{'a'}",
        "{'a':}",
        "{'a':1,}",
        "{,}",
        "{'a':01}",
        "{'a':1.}",
        "{'a':.5}",
        "{'a':+1}",
        "{'a':1e}",
        "{'a':-}",
        "{'a':tru}",
        "{'a':nulls}",
        "{'a':'\\x'}",
        "{'a':'\\u12g4'}",
        "{'a':'\n'}",
        "{'a':'",
        "{'a':[1,]}",
        "{'a':[1 2]}",
        "{'a':[}",
        "{'a':1]",
        "{'method':'m'} x",
        "{'method':'m'}{'method':'m'}",
        "{a:1}",
        "{'a':NaN}",
        "\uFEFF{'method':'m'}"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> scan(text.replace('\'', '"')))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "'x'",
        "null",
        "{}",
        "{'id':1}",
        "{'id':1,'result':1,'error':{}}",
        "{'result':1}",
        "{'method':1}",
        "{'method':'m','id':{}}",
        "{'method':'m','id':[1]}",
        "{'method':'m','id':true}",
        "{'method':'m','id':1,'id':2}",
        "{'method':'m','id':1,'\\u0069d':2}",
        "{'method':'m','params':{'name':'a','name':'b'}}"
      })
  void refusesJsonThatIsNoMessage(String text) {
    assertThatThrownBy(() -> scan(text.replace('\'', '"')))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_A_MESSAGE));
  }

  @Test
  void refusesTextThatIsNotUtf8FromAClientButPassesAChildsLine() throws Exception {
    for (int[] bad :
        new int[][] {
          {0x80},
          {0xC0, 0xAF},
          {0xC3},
          {0xE0, 0x80, 0x80},
          {0xED, 0xA0, 0x80},
          {0xF5, 0x80, 0x80, 0x80}
        }) {
      byte[] text = utf8("{\"method\":\"????\"}");
      for (int i = 0; i < bad.length; i++) {
        text[11 + i] = (byte) bad[i];
      }
      assertThatThrownBy(() -> Envelope.scan(text)).isInstanceOf(MalformedMessageException.class);
      assertThat(Envelope.scanLine(text, 0, text.length).kind()).isEqualTo(Kind.NOTIFICATION);
    }
    assertThat(scan("{\"method\":\"é€😀\u2028\"}").method()).isEqualTo("é€😀\u2028");
  }

  @Test
  void rejectsDeepNestingWithoutRecursion() throws Exception {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatThrownBy(() -> scan("{\"method\":\"m\",\"params\":" + deep + "}"))
        .hasMessageContaining("nested");
    String fine = "[".repeat(900) + "{\"a\":[1]}" + "]".repeat(900);
    assertThat(scan("{\"method\":\"m\",\"params\":{\"x\":" + fine + "}}").raw(Member.PARAMS))
        .isEqualTo("{\"x\":" + fine + "}");
  }

  @Test
  void readsMessagesThatFollowEachOther() throws Exception {
    byte[] text = utf8("{\"method\":\"a\"}\n{\n\"method\":\"b\"}\n");
    Envelope first = Envelope.scanFirst(text, 0, text.length);
    Envelope second = Envelope.scanFirst(text, first.to(), text.length);

    assertThat(first.method()).isEqualTo("a");
    assertThat(second.method()).isEqualTo("b");
  }

  @Test
  void replacesSeveralSpansInAnyOrder() throws Exception {
    Envelope m =
        scan("{\"id\":1,\"method\":\"m\",\"params\":{\"_meta\":{\"progressToken\":\"x\"}}}");
    byte[] out =
        m.splice()
            .replace(m, Member.META_PROGRESS_TOKEN, "55")
            .insert(m.end(Member.PARAMS) - 1, ",\"a\":1")
            .replace(m, Member.ID, "\"long one\"")
            .toBytes();
    assertThat(new String(out, UTF))
        .isEqualTo(
            "{\"id\":\"long"
                + " one\",\"method\":\"m\",\"params\":{\"_meta\":{\"progressToken\":55},\"a\":1}}");
  }
}

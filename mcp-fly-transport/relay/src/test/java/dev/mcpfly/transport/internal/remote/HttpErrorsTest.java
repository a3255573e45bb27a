package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply means, and what of it a person is told. */
class HttpErrorsTest {
  private static HttpHeaders headers(Map<String, String> values) {
    return HttpHeaders.of(
        values.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        (name, value) -> true);
  }

  private static Reply reply(int status, String type, String body, Map<String, String> sent) {
    return new Reply(
        status, headers(sent), headers(Map.of("Content-Type", type)), body.getBytes(UTF_8), false);
  }

  private static Reply json(int status, String body) {
    return reply(status, "application/json; charset=utf-8", body, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "400, refused the message",
    "401, wants other credentials",
    "403, does not allow this",
    "404, has no MCP endpoint",
    "405, accepts no messages",
    "409, another client",
    "413, too large",
    "418, refused the message",
    "429, too many requests",
    "500, it failed",
    "501, it failed",
    "502, down or still starting",
    "503, down or still starting",
    "504, down or still starting",
    "599, it failed"
  })
  void namesTheStatusAndWhatItMeans(int status, String meaning) {
    assertThat(HttpErrors.describe(reply(status, "text/html", "<html>", Map.of())))
        .startsWith("The MCP server answered HTTP " + status + ": ")
        .contains(meaning)
        .endsWith(".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400 | {\"error\":{\"code\":-32020,\"message\":\"m\"}} | true",
        "400 | {\"error\":{\"code\":-32021,\"message\":\"m\"}} | true",
        "400 | {\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32022}} | true",
        "404 | {\"error\":{\"code\":-32601,\"message\":\"m\"}} | true",
        "400 | {\"error\":{\"code\":-32601,\"message\":\"m\"}} | false",
        "400 | {\"error\":{\"code\":\"-32020\",\"message\":\"m\"}} | false",
        "400 | {\"error\":{\"code\":-32600}} | false",
        "400 | {\"error\":\"-32020\"} | false",
        "400 | {\"code\":-32020} | false",
        "400 | not json | false",
        "400 |  | false"
      })
  void tellsErrorsOfTheStatelessEraFromOthers(int status, String body, boolean modern) {
    assertThat(HttpErrors.isModern(json(status, body == null ? "" : body))).isEqualTo(modern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"error\":{\"code\":1,\"message\":\"m\"}} | {\"code\":1,\"message\":\"m\"}",
        "{\"error\":{\"code\":-1,\"message\":\"\",\"data\":[ ]}} |"
            + " {\"code\":-1,\"message\":\"\",\"data\":[ ]}",
        "{\"error\":{\"code\":1.5,\"message\":\"m\"}} | none",
        "{\"error\":{\"code\":1e3,\"message\":\"m\"}} | none",
        "{\"error\":{\"code\":9999999999999999999,\"message\":\"m\"}} | none",
        "{\"error\":{\"message\":\"m\"}} | none",
        "{\"error\":{\"code\":1}} | none",
        "{\"error\":{\"code\":1,\"message\":7}} | none",
        "{\"error\":null} | none",
        "[] | none",
        "{ | none"
      })
  void findsTheErrorThatJsonRpcAllows(String body, String error) {
    assertThat(HttpErrors.jsonRpcError(json(400, body)))
        .isEqualTo(error.equals("none") ? null : error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | anything | true",
        "404 | | true",
        "400 | No valid session ID provided | true",
        "400 | Server not initialized | true",
        "400 | SESSION expired | true",
        "400 | Bad request | false",
        "401 | session expired | false",
        "500 | session lost | false"
      })
  void knowsWhenTheSessionIsGone(int status, String text, boolean lost) {
    String said = text == null ? "" : text;
    assertThat(HttpErrors.isSessionLost(reply(status, "text/plain", said, Map.of())))
        .isEqualTo(lost);
    assertThat(HttpErrors.isSessionLost(json(status, "{\"error\":{\"message\":\"" + said + "\"}}")))
        .isEqualTo(lost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "7 | PT7S",
        " 30  | PT30S",
        "999999 | PT277H46M39S",
        "1000000 |",
        "-1 |",
        "1.5 |",
        "soon |",
        "'' |",
        "Wed, 21 Oct 2026 07:28:00 GMT |"
      })
  void readsThePauseThatTheServerAsksFor(String header, Duration pause) {
    Reply reply =
        new Reply(
            503, headers(Map.of()), headers(Map.of("Retry-After", header)), new byte[0], false);
    assertThat(reply.retryAfter()).isEqualTo(pause);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "Application/JSON; charset=utf-8, true",
    "application/problem+json, true",
    "text/json, false",
    "application/jsonl, false",
    "text/html, false"
  })
  void knowsJsonByItsType(String type, boolean json) {
    assertThat(reply(200, type, "", Map.of()).isJson()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "' ', true", "{}, false", "0, false"})
  void whiteSpaceIsNothing(String body, boolean empty) {
    assertThat(reply(200, "text/plain", body + "\r\n\t", Map.of()).isEmpty()).isEqualTo(empty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "", "application/octet-stream", "text/plain2"})
  void doesNotQuoteOtherTypes(String type) {
    assertThat(reply(500, type, "some words", Map.of()).excerpt()).isEmpty();
  }

  @Test
  void quotesOneShortLineWithoutControls() {
    String text = "a\u001b[31m\r\nb\u202ec\u0000d\u2028e " + "x".repeat(9_999);
    String excerpt = reply(500, "text/plain", text, Map.of()).excerpt();
    assertThat(excerpt).startsWith(" (a [31m b c d e x").endsWith("x…)").hasSizeLessThan(210);
  }

  @Test
  void hidesEveryPartOfWhatTheRequestCarried() {
    String basic = Base64.getEncoder().encodeToString("me:hunter2-and-more".getBytes(UTF_8));
    Map<String, String> sent =
        Map.of(
            "Authorization", "Basic " + basic,
            "Cookie", "lb=node-cookie; sid=session-cookie",
            "X-Api-Key", "key-1234",
            "User-Agent", "mcp-fly");
    for (String secret :
        List.of(
            "Basic " + basic,
            basic,
            "me:hunter2-and-more",
            "hunter2-and-more",
            "node-cookie",
            "session-cookie",
            "key-1234")) {
      String excerpt = reply(401, "text/plain", "mcp-fly sent " + secret + " here", sent).excerpt();
      assertThat(excerpt).isEqualTo(" (mcp-fly sent **** here)");
    }
  }

  @Test
  void hidesTheBeginningOfASecretThatWasCutOff() {
    String secret = "s".repeat(50) + "t".repeat(50);
    Reply reply =
        reply(
            401,
            "text/plain",
            "x".repeat(150) + secret,
            Map.of("Authorization", "Bearer " + secret));
    assertThat(reply.excerpt()).doesNotContain("ssss").endsWith("x****)");
  }
}

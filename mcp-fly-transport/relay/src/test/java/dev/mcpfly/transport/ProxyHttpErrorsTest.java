package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.JsonMembers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP errors whose JSON bodies are not JSON-RPC, as OAuth servers, gateways and APIs send them.
 */
@Timeout(150)
class ProxyHttpErrorsTest {
  private static FakeMcp server(FakeMcp.Handler calls) throws Exception {
    return new FakeMcp(
        (request, answer) -> {
          switch (request.rpc()) {
            case "initialize" -> {
              answer.header("Mcp-Session-Id", "s");
              answer.json(200, FakeMcp.initializeResult(request.id()));
            }
            case "tools/call" -> calls.handle(request, answer);
            default -> answer.status(request.method().equals("GET") ? 405 : 202);
          }
        });
  }

  private static Map<String, String> error(String line, String id) {
    Map<String, String> members = JsonMembers.of(line);
    assertThat(members).as(line).containsEntry("jsonrpc", "\"2.0\"").containsEntry("id", id);
    Map<String, String> error = JsonMembers.of(members.get("error"));
    assertThat(error.get("code")).as(line).matches("-?[0-9]+");
    assertThat(error.get("message")).as(line).startsWith("\"");
    return error;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | {\"error\":\"invalid_token\"} | invalid_token",
        "401 | {\"error\":\"invalid_token\",\"error_description\":\"It expired\"} | invalid_token:"
            + " It expired",
        "403 | {\"error\":null} | credentials",
        "403 | {\"error\":true,\"message\":\"Blocked by policy\"} | Blocked by policy",
        "500 | {\"error\":[1,2]} | it failed",
        "500 | {\"error\":17} | it failed",
        "500 | {\"error\":{}} | it failed",
        "500 | {\"error\":{\"code\":\"E1\",\"message\":\"Broken\"}} | Broken",
        "500 | {\"error\":{\"code\":500.5,\"message\":\"Broken\"}} | Broken",
        "500 | {\"error\":{\"message\":\"Broken\"}} | Broken",
        "500 | {\"error\":{\"code\":-32603}} | it failed",
        "500 | {\"error\":{\"code\":-32603,\"message\":{}}} | it failed",
        "400 | {\"title\":\"Bad Request\",\"detail\":\"No such tenant\"} | No such tenant",
        "400 | {\"errors\":[{\"message\":\"Bad shape\"}]} | Bad shape",
        "400 | \"just text\" | just text",
        "400 | [] | it refused the message",
        "400 | {nonsense | it refused the message",
        "400 | {\"message\":\"one\",\"message\":\"two\"} | it refused the message",
        "418 | {\"message\":\"a\\u0000b\\nc\\u001b[31m\\u202ed\"} | a b c [31m d",
      })
  void turnsJsonThatIsNotJsonRpcIntoAnErrorWithStatusAndReason(
      int status, String body, String reason) throws Exception {
    try (FakeMcp server = server((request, answer) -> answer.json(status, body));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      Map<String, String> error = error(client.call(7, "x").answer(7), "7");
      assertThat(JsonMembers.text(error.get("message")))
          .contains("HTTP " + status)
          .contains(reason);
      assertThat(JsonMembers.of(error.get("data"))).containsEntry("httpStatus", "" + status);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 422, 500})
  void reportsTheSameErrorForTheFirstMessage(int status) throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) ->
                    answer.json(status, "{\"error\":\"invalid_token\",\"id\":\"x\"}"));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      Map<String, String> error = error(client.initialize(), "\"init-1\"");
      assertThat(error.get("message")).contains("HTTP " + status).contains("invalid_token");
    }
  }

  @Test
  void passesAJsonRpcErrorWithItsDataUnderTheIdOfTheRequest() throws Exception {
    String error =
        "{\"code\":-32042,\"message\":\"Sign in\",\"data\":{\"big\":12345678901234567890}}";
    for (String body :
        new String[] {
          "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":" + error + "}",
          "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":" + error + "}",
          "{\"jsonrpc\":\"2.0\",\"id\":\"server-error\",\"error\":" + error + "}",
          "{\"id\":7,\"error\":" + error + "}",
          "{\"error\":" + error + ",\"trace\":\"x\"}",
        }) {
      try (FakeMcp server = server((request, answer) -> answer.json(400, body));
          StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
        client.initialize();
        assertThat(client.call(7, "x").answer(7))
            .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":" + error + "}");
      }
    }
  }

  @Test
  void repairsAnErrorThatIsNotAnObjectInAnOrdinaryAnswer() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(200, "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":\"Oh no\"}"));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(error(client.call(7, "x").answer(7), "7").get("message")).contains("Oh no");
    }
  }

  @Test
  void boundsWhatItQuotes() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(500, "{\"message\":\"" + "x".repeat(100_000) + "\"}"));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.call(7, "x").answer(7)).hasSizeLessThan(600);
    }
  }

  @Test
  void neverQuotesACredentialThatTheServerSendsBack() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(
                        401, "{\"message\":\"bad: " + request.header("authorization") + "\"}"));
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/mcp")).bearerToken("MARK-secret"))) {
      client.initialize();
      assertThat(client.call(7, "x").answer(7)).contains("HTTP 401").doesNotContain("MARK-secret");
    }
  }
}

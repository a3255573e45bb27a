package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of the stateless revision, in front of clients of both eras. */
@Timeout(150)
class StdioProxyModernTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{"
        + params
        + (params.isEmpty() ? "" : ",")
        + META
        + "}}";
  }

  private static final String TOOLS =
      "{\"resultType\":\"complete\",\"tools\":["
          + "{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":{"
          + "\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
          + "\"deep\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"x-mcp-header\":\"N\"}}},"
          + "\"on\":{\"type\":\"boolean\",\"x-mcp-header\":\"On\"}}}},"
          + "{\"name\":\"bad\",\"inputSchema\":{\"properties\":{\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}}}}]}";

  @Test
  void namesTheTaskInTheHeaderOfEveryTaskRequest() throws Exception {
    try (FakeMcp server =
            new FakeMcp((request, answer) -> answer.json(200, FakeMcp.result(request.id(), "{}")));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.send(request(1, "server/discover", ""));
      client.answer(1);
      int id = 2;
      for (String method : new String[] {"tasks/get", "tasks/update", "tasks/cancel"}) {
        client.send(request(id, method, "\"taskId\":\"t-" + id + "\",\"name\":\"other\""));
        client.answer(id);
        assertThat(server.requests(method))
            .singleElement()
            .extracting(sent -> sent.header("mcp-name"))
            .isEqualTo("t-" + id++);
      }
    }
  }

  @Test
  void repeatsTheMethodAndNameOfTheBodyInHeaders() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) ->
                    answer.json(
                        200,
                        FakeMcp.result(
                            request.id(), request.rpc().equals("tools/list") ? TOOLS : "{}")));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.send(request(1, "server/discover", ""));
      client.answer(1);
      client.send(request(2, "tools/list", ""));
      assertThat(client.answer(2)).contains("\"name\":\"t\"").doesNotContain("\"bad\"");
      client.send(
          request(
              3,
              "tools/call",
              "\"name\":\"t\",\"arguments\":{\"region\":\""
                  + " Zürich\",\"deep\":{\"n\":42},\"on\":null}"));
      client.answer(3);
      client.send(request(4, "resources/read", "\"uri\":\"file:///=?base64?x?=\""));
      client.answer(4);
      client.send(request(5, "prompts/get", "\"name\":\"=?base64?x?=\""));
      client.answer(5);

      assertThat(server.requests)
          .allMatch(r -> "2026-07-28".equals(r.header("mcp-protocol-version")))
          .allMatch(r -> r.rpc().equals(r.header("mcp-method")))
          .allMatch(r -> r.method().equals("POST"))
          .allMatch(r -> r.header("mcp-session-id") == null);
      FakeMcp.Request call = server.requests("tools/call").get(0);
      assertThat(call.header("mcp-name")).isEqualTo("t");
      assertThat(call.header("mcp-param-region")).isEqualTo("=?base64?IFrDvHJpY2g=?=");
      assertThat(call.header("mcp-param-n")).isEqualTo("42");
      assertThat(call.header("mcp-param-on")).isNull();
      assertThat(server.requests("resources/read").get(0).header("mcp-name"))
          .isEqualTo("file:///=?base64?x?=");
      assertThat(server.requests("prompts/get").get(0).header("mcp-name"))
          .isEqualTo("=?base64?PT9iYXNlNjQ/eD89?=");
      assertThat(server.requests("server/discover").get(0).header("mcp-name")).isNull();
    }
  }

  @Test
  void learnsTheHeadersOfAToolAfterARefusalAndRetriesOnce() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (request.rpc().equals("tools/list")) {
                    answer.json(200, FakeMcp.result(request.id(), TOOLS));
                  } else if ("r".equals(request.header("mcp-param-region"))) {
                    answer.json(200, FakeMcp.result(request.id(), "{\"ok\":true}"));
                  } else {
                    answer.json(
                        400,
                        "{\"jsonrpc\":\"2.0\",\"id\":"
                            + request.id()
                            + ",\"error\":{\"code\":-32020,\"message\":\"headers\"}}");
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.send(request(1, "tools/call", "\"name\":\"t\",\"arguments\":{\"region\":\"r\"}"));
      assertThat(client.next()).isEqualTo(FakeMcp.result("1", "{\"ok\":true}"));
      client.send(request(2, "tools/call", "\"name\":\"t\",\"arguments\":{\"region\":\"q\"}"));
      assertThat(client.answer(2)).contains("-32020");
      assertThat(server.requests("tools/call")).hasSize(4);
      assertThat(server.requests("tools/list")).hasSize(2);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void cancelsByClosingTheResponseAndAnswersNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  answer.stream();
                  asked.countDown();
                  try {
                    while (true) {
                      answer.write(": still here\n\n");
                      Thread.sleep(20);
                    }
                  } finally {
                    gone.countDown();
                  }
                });
        StdioClient client =
            new StdioClient(
                StdioProxy.to(server.uri("/mcp")).dialect(RemoteOptions.Dialect.STREAMABLE_HTTP))) {
      client.send(request(1, "tools/call", "\"name\":\"slow\""));
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
      client.end();
      client.awaitEnd();
      assertThat(client.rest()).isEmpty();
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void reportsALostStreamAndDoesNotRepeatTheRequest() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) ->
                    answer.stream()
                        .event("id-1", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}")
                        .end());
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.send(request(1, "tools/call", "\"name\":\"t\""));
      assertThat(client.next()).contains("notifications/message");
      assertThat(client.answer(1)).contains("ended the stream without a response");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void tellsAModernClientThatTheServerNeedsAHandshake() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (request.rpc().equals("initialize")) {
                    answer.json(200, FakeMcp.initializeResult(request.id()));
                  } else if (request.rpc().equals("server/discover")) {
                    answer.json(
                        400,
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"No"
                            + " session\"}}");
                  } else {
                    answer.status(202);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.send(request(1, "server/discover", ""));
      assertThat(client.answer(1)).contains("-32022").contains("\"supported\":[\"2025-11-25\"");
      assertThat(client.initialize()).contains("serverInfo");
    }
  }

  /** A server that knows only the stateless revision. */
  private static FakeMcp modernOnly(AtomicInteger asked, CountDownLatch end) throws Exception {
    return new FakeMcp(
        (request, answer) -> {
          switch (request.rpc()) {
            case "initialize" ->
                answer.json(
                    400,
                    "{\"jsonrpc\":\"2.0\",\"id\":"
                        + request.id()
                        + ",\"error\":{\"code\":-32022,\"message\":\"old\",\"data\":{\"supported\":[\"2026-07-28\"]}}}");
            case "server/discover" ->
                answer.json(
                    200,
                    FakeMcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{\"listChanged\":true}},\"instructions\":\"do\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"new\",\"version\":\"2\"}}}"));
            case "subscriptions/listen" -> {
              answer.stream();
              answer.event(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{}}");
              answer.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
              end.await(60, TimeUnit.SECONDS);
              answer.end();
            }
            case "tools/call" -> {
              if (asked.getAndIncrement() == 0) {
                answer.json(
                    200,
                    FakeMcp.result(
                        request.id(),
                        "{\"resultType\":\"input_required\",\"inputRequests\":{\"who\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"name?\"}}},\"requestState\":\"s/\\u00e9\"}"));
              } else {
                answer.json(
                    200,
                    FakeMcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}"));
              }
            }
            default ->
                answer.json(
                    404,
                    "{\"jsonrpc\":\"2.0\",\"id\":"
                        + request.id()
                        + ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}");
          }
        });
  }

  @Test
  void translatesForAClientOfTheSessionEra() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    try (FakeMcp server = modernOnly(asked, end);
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      assertThat(client.initialize())
          .contains("\"protocolVersion\":\"2025-11-25\"")
          .contains("\"serverInfo\":{\"name\":\"new\",\"version\":\"2\"}")
          .contains("\"instructions\":\"do\"");
      assertThat(client.next()).contains("notifications/tools/list_changed");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
      assertThat(client.next()).isEqualTo(FakeMcp.result("1", "{}"));
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"info\"}}");
      client.answer(2);
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"_meta\":{\"progressToken\":7}}}");
      String question = client.next("elicitation/create");
      assertThat(question).contains("\"message\":\"name?\"");
      String id = question.replaceAll(".*\"id\":(\"[^\"]*\").*", "$1");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\"}}");
      assertThat(client.next("\"id\":\"c\"")).contains("\"content\":[]");
      FakeMcp.Request first = server.requests("tools/call").get(0);
      assertThat(first.body())
          .contains("\"progressToken\":7")
          .contains("\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"")
          .contains("\"io.modelcontextprotocol/clientInfo\":{\"name\":\"test\"")
          .contains("\"io.modelcontextprotocol/logLevel\":\"info\"");
      assertThat(first.header("mcp-method")).isEqualTo("tools/call");
      assertThat(server.requests("tools/call").get(1).body())
          .contains("\"inputResponses\":{\"who\":{\"action\":\"accept\"}}")
          .contains("\"requestState\":\"s/\\u00e9\"");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"a:b\"}}");
      client.answer(3);
      client.send("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"vendor/x\"}");
      assertThat(client.answer(4)).contains("-32601");
      end.countDown();
      // It goes out by itself, beside the answers.
      FakeMcp.Request listen =
          server.awaitRequest(
              "subscription", request -> request.body().contains("\"resourceSubscriptions\":"));
      assertThat(listen.rpc()).isEqualTo("subscriptions/listen");
      assertThat(listen.body())
          .contains("\"toolsListChanged\":true")
          .contains("\"resourceSubscriptions\":[\"a:b\"]");
      client.end();
      assertThat(client.awaitEnd()).isTrue();
      assertThat(client.rest()).allMatch(line -> line.contains("notifications/tools/list_changed"));
    }
  }
}

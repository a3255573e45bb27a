package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.FakeMcp;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.remote.RemoteSettings.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first request finds out about a server. */
@Timeout(150)
class DetectionTest {
  private static final String META =
      "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
  private static final String DISCOVER =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{\"_meta\":"
          + META
          + "}}";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private @Nullable String answer;

  private @Nullable Upstream detect(FakeMcp server, String path, Dialect dialect, String request)
      throws Exception {
    RemoteSettings settings = new RemoteSettings(server.uri(path));
    settings.dialect = dialect;
    settings.wakeTimeout = Duration.ofSeconds(1);
    try (HttpLink link = new HttpLink(settings, () -> true)) {
      Calls calls = new Calls();
      ClientSide client = new ClientSide(message -> heard.add(new String(message, UTF_8)), calls);
      Call first = new Call(Envelope.scan(request.getBytes(UTF_8)));
      calls.add(first);
      Upstream found = new Detection(link, calls, client).detect(first).get(90, TimeUnit.SECONDS);
      answer = heard.poll(90, TimeUnit.SECONDS);
      if (found != null) {
        found.close();
      }
      return found;
    }
  }

  /** What the client heard, which is one message. */
  private String answer() {
    assertThat(answer).as("an answer to the first request").isNotNull();
    assertThat(heard).isEmpty();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/", ""})
  void findsStreamableHttp(String path) throws Exception {
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              if (request.method().equals("POST")) {
                answer.json(200, FakeMcp.initializeResult(request.id()));
              } else {
                answer.status(405);
              }
            })) {
      assertThat(detect(server, path, Dialect.AUTO, INITIALIZE))
          .isInstanceOf(SessionUpstream.class);
      assertThat(answer()).contains("\"fake\"");
    }
  }

  @Test
  void findsTheStatelessEra() throws Exception {
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) ->
                answer.json(200, FakeMcp.result(request.id(), "{\"supportedVersions\":[]}")))) {
      assertThat(detect(server, "/mcp", Dialect.AUTO, DISCOVER)).isInstanceOf(ModernUpstream.class);
      assertThat(answer()).contains("supportedVersions");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, '', -32022",
    "404, '', -32022",
    "405, '', -32022",
    "400, '{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32600,\"message\":\"m\"}}', -32022",
    "400, '{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32021,\"message\":\"m\"}}', -32021",
    "401, '', 401",
    "500, '', 500"
  })
  void tellsAClientOfTheStatelessEraWhetherToBeginWithAHandshake(
      int status, String body, String said) throws Exception {
    try (FakeMcp server = new FakeMcp((request, answer) -> answer.json(status, body))) {
      detect(server, "/mcp", Dialect.AUTO, DISCOVER);
      assertThat(answer()).contains("\"error\"").contains(said);
    }
  }

  @Test
  void findsHttpWithSse() throws Exception {
    BlockingQueue<FakeMcp.Answer> streams = new LinkedBlockingQueue<>();
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              if (request.method().equals("GET")) {
                streams.add(answer.stream().write("event: endpoint\ndata: ?session=7\n\n"));
              } else if (request.path().equals("/sse?session=7")) {
                answer.status(202);
                streams.take().event(FakeMcp.initializeResult(request.id()));
              } else {
                answer.status(405);
              }
            })) {
      assertThat(detect(server, "/sse", Dialect.AUTO, INITIALIZE)).isInstanceOf(SseUpstream.class);
      assertThat(answer()).contains("\"fake\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: endpoint\ndata: http://127.0.0.2:1/messages\n\n",
        "event: endpoint\ndata: //elsewhere.example/messages\n\n",
        "event: endpoint\ndata: http://[\n\n",
        "data: {}\n\n"
      })
  void isNotLedAwayByAnEndpoint(String events) throws Exception {
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              if (request.method().equals("GET")) {
                answer.stream().write(events).end();
              } else {
                answer.status(405);
              }
            })) {
      detect(server, "/sse", Dialect.AUTO, INITIALIZE);
      assertThat(answer()).contains("\"error\"").doesNotContain("\"result\"");
      assertThat(server.requests).allMatch(request -> request.path().equals("/sse"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsTheDialectOfFlyctl(boolean json) throws Exception {
    BlockingQueue<FakeMcp.Answer> streams = new LinkedBlockingQueue<>();
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              if (request.method().equals("GET")) {
                streams.add(answer.stream());
              } else {
                answer.status(json ? 202 : 200);
                streams.take().write(FakeMcp.initializeResult(request.id()) + "\n");
              }
            })) {
      assertThat(detect(server, "/", Dialect.AUTO, INITIALIZE)).isInstanceOf(WrapUpstream.class);
      assertThat(answer()).contains("\"fake\"");
      assertThat(server.requests.get(0).method()).isEqualTo("GET");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/mcp, 401",
    "/mcp, 403",
    "/mcp, 500",
    "/mcp, 422",
    "/, 401",
    "/, 403",
    "/, 503",
    "/mcp, 404"
  })
  void reportsAServerThatSaysNothingOfItself(String path, int status) throws Exception {
    try (FakeMcp server = new FakeMcp((request, answer) -> answer.status(status))) {
      assertThat(detect(server, path, Dialect.AUTO, INITIALIZE)).isNull();
      assertThat(answer()).contains("HTTP " + status);
    }
  }

  @ParameterizedTest
  @CsvSource({"/mcp, AUTO", "/, AUTO", "/mcp, STREAMABLE_HTTP"})
  void reportsAServerThatIsNotThere(String path, Dialect dialect) throws Exception {
    URI uri;
    FakeMcp gone = new FakeMcp((request, answer) -> answer.status(200));
    gone.close();
    uri = gone.uri(path);
    assertThat(uri.getPort()).isPositive();
    assertThat(detect(gone, path, dialect, INITIALIZE)).isNull();
    assertThat(answer()).contains("could not be reached");
  }

  @Test
  void asksNobodyElseWhereTheDialectIsGiven() throws Exception {
    try (FakeMcp server = new FakeMcp((request, answer) -> answer.status(405))) {
      detect(server, "/mcp", Dialect.STREAMABLE_HTTP, INITIALIZE);
      assertThat(answer()).contains("HTTP 405");
      assertThat(server.requests).extracting(FakeMcp.Request::method).containsExactly("POST");
    }
  }
}

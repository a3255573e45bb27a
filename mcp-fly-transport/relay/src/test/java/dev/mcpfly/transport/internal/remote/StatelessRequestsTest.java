package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.FakeMcp;
import dev.mcpfly.transport.internal.MalformedMessageException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(150)
class StatelessRequestsTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StatelessRequests.Answer answer =
      new StatelessRequests.Answer() {
        @Override
        public void message(byte[] json) {
          heard.add(new String(json, UTF_8));
        }

        @Override
        public void lost(String why) {
          heard.add("lost: " + why);
        }
      };

  private static RemoteSettings settings(FakeMcp server) {
    RemoteSettings settings = new RemoteSettings(server.uri("/mcp"));
    settings.wakeTimeout = Duration.ofMillis(300);
    return settings;
  }

  private static byte[] call(String id, String method) {
    return """
    {"jsonrpc":"2.0","id":%s,"method":"%s","params":{"name":"tool ä","arguments":{},"_meta":{\
    "io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}\
    """
        .formatted(id, method)
        .getBytes(UTF_8);
  }

  private String next() throws InterruptedException {
    String next = heard.poll(90, TimeUnit.SECONDS);
    assertThat(next).as("an answer").isNotNull();
    return next;
  }

  @Test
  void sendsWhatTheRoutersNeedAndGivesBackWhatCame() throws Exception {
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) ->
                answer.stream()
                    .event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}")
                    .event(FakeMcp.result(request.id(), "{}"))
                    .end())) {
      var unused =
          new StatelessRequests(settings(server))
              .send(call("7", "tools/call"), Map.of("Region", "eu west ä"), answer);
      assertThat(next()).contains("notifications/progress");
      assertThat(next()).isEqualTo(FakeMcp.result("7", "{}"));
      FakeMcp.Request request = server.requests.get(0);
      assertThat(request.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
      assertThat(request.header("Mcp-Method")).isEqualTo("tools/call");
      assertThat(request.header("Mcp-Name")).startsWith("=?base64?");
      assertThat(request.header("Mcp-Param-Region")).startsWith("=?base64?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | HTTP 401",
        "404 | only revisions with a handshake",
        "429 | HTTP 429",
        "500 | HTTP 500",
        "503 | HTTP 503"
      })
  void anErrorIsTheAnswer(int status, String said) throws Exception {
    try (FakeMcp server = new FakeMcp((request, answer) -> answer.status(status))) {
      var unused =
          new StatelessRequests(settings(server)).send(call("1", "tools/call"), Map.of(), answer);
      assertThat(next()).contains("\"error\"").contains(said);
      assertThat(heard).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ": ping\n\n", "data: {\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n"})
  void aStreamThatEndsWithoutAResponseIsLost(String events) throws Exception {
    try (FakeMcp server = new FakeMcp((request, answer) -> answer.stream().write(events).end())) {
      var unused =
          new StatelessRequests(settings(server)).send(call("1", "tools/call"), Map.of(), answer);
      String last = next();
      if (last.contains("\"method\"")) {
        last = next();
      }
      assertThat(last).startsWith("lost: ").contains("may have done what was asked");
    }
  }

  @Test
  void anAnswerToAnotherRequestIsNone() throws Exception {
    try (FakeMcp server =
        new FakeMcp((request, answer) -> answer.json(200, FakeMcp.result("99", "{}")))) {
      var unused =
          new StatelessRequests(settings(server)).send(call("1", "ping"), Map.of(), answer);
      assertThat(next()).contains("\"id\":1").contains("without a response to this request");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aRequestThatTakesTooLongFailsAndIsClosed() throws Exception {
    BlockingQueue<FakeMcp.Answer> open = new LinkedBlockingQueue<>();
    try (FakeMcp server = new FakeMcp((request, answer) -> open.add(answer.stream()))) {
      RemoteSettings settings = settings(server);
      settings.requestTimeout = Duration.ofMillis(200);
      var unused = new StatelessRequests(settings).send(call("1", "tools/call"), Map.of(), answer);
      assertThat(next()).contains("did not answer within 0.2 s");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void waitsForItsTurnAndCanBeCancelledWhileItWaits() throws Exception {
    BlockingQueue<FakeMcp.Answer> open = new LinkedBlockingQueue<>();
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              if (request.id().equals("1")) {
                open.add(answer);
              } else {
                answer.json(200, FakeMcp.result(request.id(), "{}"));
              }
            })) {
      RemoteSettings settings = settings(server);
      settings.maxParallelRequests = 1;
      StatelessRequests requests = new StatelessRequests(settings);
      var first = requests.send(call("1", "tools/call"), Map.of(), answer);
      Runnable second = requests.send(call("2", "tools/call"), Map.of(), answer);
      var third = requests.send(call("3", "tools/call"), Map.of(), answer);
      FakeMcp.Answer held = open.poll(90, TimeUnit.SECONDS);
      second.run();
      held.json(200, FakeMcp.result("1", "{}"));
      assertThat(next()).isEqualTo(FakeMcp.result("1", "{}"));
      assertThat(next()).isEqualTo(FakeMcp.result("3", "{}"));
      first.run();
      third.run();
      assertThat(server.requests).hasSize(2);
      assertThat(heard).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"jsonrpc\":\"2.0\",\"id\":1}", "{\"id\":1"})
  void refusesWhatIsNoRequest(String bytes) throws Exception {
    StatelessRequests requests =
        new StatelessRequests(new RemoteSettings(URI.create("http://127.0.0.1:1/mcp")));
    assertThatThrownBy(() -> requests.send(bytes.getBytes(UTF_8), Map.of(), answer))
        .isInstanceOfAny(MalformedMessageException.class, IllegalArgumentException.class);
  }

  @Test
  void refusesPlainHttpToOtherComputers() {
    assertThatThrownBy(
            () -> new StatelessRequests(new RemoteSettings(URI.create("http://vm.example/mcp"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

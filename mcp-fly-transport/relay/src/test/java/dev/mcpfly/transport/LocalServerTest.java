package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of the MCP Java SDK in this JVM, behind every front of the relay. */
@Timeout(120)
class LocalServerTest {
  private static final Map<String, Object> NOTHING = Map.of("type", "object");

  private final LocalServer notes = LocalServer.create();
  private final CountDownLatch slowCalled = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final McpSyncServer server =
      McpServer.sync(notes.serverTransport())
          .serverInfo("notes", "1")
          .capabilities(ServerCapabilities.builder().tools(true).build())
          .tools(
              tool("echo", (exchange, request) -> String.valueOf(request.arguments().get("text"))),
              tool("who", (exchange, request) -> exchange.getClientInfo().name()),
              tool("ask", LocalServerTest::ask),
              tool("count", LocalServerTest::count),
              tool("slow", (exchange, request) -> slow()))
          .build();

  @AfterEach
  void end() {
    slowMayEnd.countDown();
    server.close();
  }

  private static SyncToolSpecification tool(
      String name, BiFunction<McpSyncServerExchange, CallToolRequest, String> answer) {
    return SyncToolSpecification.builder()
        .tool(Tool.builder(name, NOTHING).build())
        .callHandler(
            (exchange, request) ->
                CallToolResult.builder().addTextContent(answer.apply(exchange, request)).build())
        .build();
  }

  private static String ask(McpSyncServerExchange exchange, CallToolRequest request) {
    return exchange
        .createElicitation(ElicitFormRequest.builder("Which colour?", NOTHING).build())
        .content()
        .get("colour")
        .toString();
  }

  private static String count(McpSyncServerExchange exchange, CallToolRequest request) {
    for (int i = 1; i <= 5; i++) {
      exchange.progressNotification(
          ProgressNotification.builder(request.meta().get("progressToken"), i).build());
    }
    return "counted";
  }

  private String slow() {
    slowCalled.countDown();
    try {
      slowMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "late";
  }

  private static String text(McpSyncClient client, CallToolRequest request) {
    return ((TextContent) client.callTool(request).content().get(0)).text();
  }

  private static CallToolRequest echo(String text) {
    return CallToolRequest.builder("echo").arguments(Map.of("text", text)).build();
  }

  /** A client that answers "blue" when it is asked, and notes progress and changed tools. */
  static McpClient.SyncSpec clientOf(
      RemoteServer remote, Queue<Double> progress, CountDownLatch changed) {
    return McpClient.sync(remote.clientTransport())
        .capabilities(ClientCapabilities.builder().elicitation().build())
        .elicitation(
            asked ->
                ElicitResult.builder(ElicitResult.Action.ACCEPT)
                    .content(Map.of("colour", "blue"))
                    .build())
        .progressConsumer(step -> progress.add(step.progress()))
        .toolsChangeConsumer(tools -> changed.countDown());
  }

  /** Waits for five steps of progress. */
  static List<Double> five(BlockingQueue<Double> progress) throws InterruptedException {
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      steps.add(progress.poll(60, TimeUnit.SECONDS));
    }
    return steps;
  }

  /** A client that does everything that the server's tools can. */
  private static void useAll(RemoteServer remote, McpSyncServer server) throws Exception {
    BlockingQueue<Double> progress = new LinkedBlockingQueue<>();
    CountDownLatch changed = new CountDownLatch(1);
    try (McpSyncClient client = clientOf(remote, progress, changed).build()) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("notes");
      assertThat(client.listTools().tools())
          .extracting("name")
          .contains("echo", "who", "ask", "count");
      assertThat(text(client, echo("\u00e9\u2028\ud83d\ude00")))
          .isEqualTo("\u00e9\u2028\ud83d\ude00");
      assertThat(text(client, CallToolRequest.builder("ask").arguments(Map.of()).build()))
          .isEqualTo("blue");
      assertThat(
              text(
                  client,
                  CallToolRequest.builder("count").arguments(Map.of()).progressToken("p").build()))
          .isEqualTo("counted");
      // The SDK's client hands them to its consumers in no order.
      assertThat(five(progress)).containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0);
      String big = "x".repeat(2_000_000);
      assertThat(text(client, echo(big))).isEqualTo(big);
      server.addTool(tool("later", (exchange, request) -> "now"));
      assertThat(changed.await(60, TimeUnit.SECONDS)).isTrue();
      server.removeTool("later");
    }
  }

  @Test
  void isServedUnderAPathAndTheAuthenticationOfAJettyApplication() throws Exception {
    Fronts.jetty(
        notes.relay().bearerToken("t0ken"),
        "/mcp",
        root -> {
          URI uri = URI.create(root + "/mcp");
          useAll(RemoteServer.at(uri).bearerToken("t0ken"), server);
          assertThat(new HttpPeer(uri).post(HttpPeer.initialize("2025-11-25")).status())
              .isEqualTo(401);
        });
  }

  @Test
  void isServedByTheServerOfTheJdk() throws Exception {
    Fronts.jdk(notes.relay(), root -> useAll(RemoteServer.at(root).basic("ada", "ada"), server));
  }

  @Test
  void isServedAtItsOwnAddressInEveryDialect() throws Exception {
    try (Relay relay = notes.relay().port(0).start()) {
      useAll(RemoteServer.at(relay.uri()), server);
      useAll(RemoteServer.at(relay.baseUri()).dialect(RemoteOptions.Dialect.FLY_WRAP), server);
      useAll(
          RemoteServer.at(relay.baseUri().resolve("/sse"))
              .dialect(RemoteOptions.Dialect.LEGACY_SSE),
          server);
      HttpPeer stateless =
          new HttpPeer(
              relay.uri(),
              "MCP-Protocol-Version",
              "2026-07-28",
              "Mcp-Method",
              "tools/call",
              "Mcp-Name",
              "echo");
      String call = call("1", "echo", "{\"text\":\"x\"}", RelayStatelessTest.META);
      assertThat(stateless.post(call).text()).isEqualTo("x");
    }
  }

  @Test
  void eachClientHasItsOwnSession() throws Exception {
    try (Relay relay = notes.relay().port(0).start()) {
      HttpPeer first = new HttpPeer(relay.uri()).session();
      HttpPeer second = new HttpPeer(relay.uri()).session();
      var pending = first.postLater(call("1", "slow", "{}"));
      assertThat(slowCalled.await(60, TimeUnit.SECONDS)).isTrue();
      // The same id, while the other's call is in flight.
      assertThat(second.post(call("1", "echo", "{\"text\":\"b\"}")).text()).isEqualTo("b");
      slowMayEnd.countDown();
      assertThat(pending.get(60, TimeUnit.SECONDS).text()).isEqualTo("late");
    }
  }

  @Test
  void keepsWhatBelongsToACallInOrderAndOnItsStream() throws Exception {
    try (Relay relay = notes.relay().port(0).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      List<String> events =
          session.post(call("7", "count", "{}", "\"progressToken\":\"p\"")).events();
      assertThat(events).hasSize(6);
      for (int i = 1; i <= 5; i++) {
        assertThat(events.get(i - 1)).contains("\"progress\":" + i);
      }
      assertThat(events.get(5)).contains("counted").contains("\"id\":7");
    }
  }

  @Test
  void hasMoreSessionsThanARelayMayHaveProcesses() throws Exception {
    try (Relay relay = notes.relay().limits(RelayLimits.ofDefaults().children(1)).port(0).start()) {
      for (int i = 0; i < 20; i++) {
        HttpPeer session = new HttpPeer(relay.uri()).session();
        assertThat(session.post(call("1", "echo", "{\"text\":\"t\"}")).text()).isEqualTo("t");
      }
    }
  }

  @Test
  void answersCallsInFlightWhenClosedAndAcceptsNoNewClients() throws Exception {
    try (Relay relay = notes.relay().port(0).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      var pending = session.postLater(call("1", "slow", "{}"));
      assertThat(slowCalled.await(60, TimeUnit.SECONDS)).isTrue();
      server.close();
      assertThat(pending.get(60, TimeUnit.SECONDS).errorCode()).isEqualTo(-32603);
      assertThat(session.post(call("2", "echo", "{}")).status()).isEqualTo(404);
      assertThat(new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25")).status())
          .isEqualTo(503);
    }
  }

  @Test
  void survivesARelayAndServesTheNext() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Relay relay = notes.relay().port(0).start()) {
        HttpPeer session = new HttpPeer(relay.uri()).session();
        assertThat(session.post(call("1", "echo", "{\"text\":\"t\"}")).text()).isEqualTo("t");
      }
    }
  }

  @Test
  void rejectsClientsUntilAServerIsBuilt() throws Exception {
    try (Relay relay = LocalServer.create().relay().port(0).start()) {
      assertThat(new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25")).status())
          .isEqualTo(503);
    }
  }
}

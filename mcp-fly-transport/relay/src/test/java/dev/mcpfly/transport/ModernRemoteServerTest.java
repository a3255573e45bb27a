package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.auth.OAuthClient;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.modern.McpException;
import io.modelcontextprotocol.modern.McpSchema.CallToolResult;
import io.modelcontextprotocol.modern.McpSchema.ElicitResult;
import io.modelcontextprotocol.modern.McpSchema.Implementation;
import io.modelcontextprotocol.modern.McpSchema.TextContent;
import io.modelcontextprotocol.modern.client.McpClient;
import io.modelcontextprotocol.modern.client.McpResponseLostException;
import io.modelcontextprotocol.modern.client.McpSyncClient;
import io.modelcontextprotocol.modern.client.SubscriptionEvent;
import io.modelcontextprotocol.modern.client.transport.McpClientTransport;
import io.modelcontextprotocol.modern.server.transport.HttpServletMcpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/**
 * A client of the SDK's API for the stateless revision, on the transport that this library gives
 * it.
 */
@Timeout(60)
class ModernRemoteServerTest {
  static McpSyncClient client(RemoteServer server) {
    return McpClient.sync(server.modernClientTransport())
        .clientInfo(Implementation.builder("tester", "1").build())
        .formElicitation(asked -> ElicitResult.accept(Map.of("colour", "blue")))
        .build();
  }

  static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    return text(client.tool(tool).arguments(arguments).call());
  }

  /** Everything that the server of {@link ModernServers} can do for a client. */
  @SuppressWarnings("try") // what listens is not asked for anything
  static void useAll(RemoteServer remote, ModernServers notes) throws Exception {
    McpSyncClient client = client(remote);
    assertThat(client.discover().supportedVersions()).containsExactly("2026-07-28");
    assertThat(client.tools().list().tools())
        .extracting("name")
        .containsExactly("echo", "routed", "who", "ask", "count", "slow", "fail");
    assertThat(call(client, "echo", Map.of("text", "\u00e9\u2028\ud83d\ude00")))
        .isEqualTo("\u00e9\u2028\ud83d\ude00");
    assertThat(call(client, "who", Map.of())).isEqualTo("tester");
    assertThat(call(client, "ask", Map.of())).isEqualTo("asked blue");
    for (String region : List.of("iad", "d\u00fcsseldorf", " ", "=?base64?eA==?=")) {
      assertThat(call(client, "routed", Map.of("region", region))).isEqualTo("in " + region);
    }
    List<Double> steps = new ArrayList<>();
    assertThat(text(client.tool("count").progress(step -> steps.add(step.progress())).call()))
        .isEqualTo("counted");
    assertThat(steps).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
    assertThatThrownBy(() -> client.tool("fail").call()).isInstanceOf(McpException.class);
    String big = "x".repeat(2_000_000);
    assertThat(call(client, "echo", Map.of("text", big))).isEqualTo(big);
    BlockingQueue<SubscriptionEvent> events = new LinkedBlockingQueue<>();
    try (var listening = client.listen().toolsChanged().open(events::add)) {
      assertThat(events.poll(60, TimeUnit.SECONDS))
          .isInstanceOf(SubscriptionEvent.Subscribed.class);
      notes.toolsChanged();
      assertThat(events.poll(60, TimeUnit.SECONDS))
          .isInstanceOf(SubscriptionEvent.ToolsListChanged.class);
    }
  }

  @Test
  void carriesAClientToTheSdksOwnHttpTransport() throws Exception {
    ModernServers notes = new ModernServers();
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder =
        new ServletHolder(
            HttpServletMcpTransport.builder(notes.server())
                .jsonMapper(McpJsonDefaults.getMapper())
                .build());
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/mcp");
    jetty.setHandler(context);
    jetty.start();
    try {
      useAll(
          RemoteServer.at(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp")),
          notes);
    } finally {
      jetty.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesAClientToAStdioServerOfEitherEra(boolean modern) throws Exception {
    List<String> command = modern ? StdioServerMain.command("modern") : StdioServerMain.command();
    try (Relay relay = Relay.stdio(command).port(0).bearerToken("t0ken").start()) {
      RemoteServer server = RemoteServer.at(relay.uri()).bearerToken("t0ken");
      McpSyncClient client = client(server);
      assertThat(client.discover().supportedVersions()).containsExactly("2026-07-28");
      assertThat(client.tools().list().tools()).extracting("name").contains("routed");
      assertThat(call(client, "routed", Map.of("region", "iad", "deep", Map.of("count", 7))))
          .contains("\"region\":\"iad\"")
          .contains("\"count\":7");
      // Anybody else stays out.
      McpSyncClient stranger = client(RemoteServer.at(relay.uri()));
      assertThatThrownBy(stranger::discover)
          .hasMessageContaining("Credentials are missing or wrong");
    }
  }

  @Test
  void cancelsAnAbandonedCallAtTheServer() throws Exception {
    try (Relay relay = Relay.stdio(StdioServerMain.command("modern")).port(0).start()) {
      McpClientTransport transport = RemoteServer.at(relay.uri()).modernClientTransport();
      McpSyncClient client = McpClient.sync(transport).build();
      Disposable held = McpClient.async(transport).build().tool("hold").call().subscribe();
      while (call(client, "held", Map.of()).equals("0")) {
        // It is on its way.
      }
      held.dispose();
      String cancelled = "";
      while (cancelled.isEmpty()) {
        cancelled = call(client, "cancelled", Map.of());
      }
      assertThat(cancelled).isNotEmpty();
    }
  }

  @Test
  void distinguishesALostAnswerFromACallThatNeverArrived() throws Exception {
    try (FakeMcp fake = new FakeMcp((request, answer) -> answer.stream().end())) {
      McpSyncClient client = client(RemoteServer.at(fake.uri("/mcp")));
      assertThatThrownBy(client::discover)
          .isInstanceOf(McpResponseLostException.class)
          .rootCause()
          .hasMessageContaining("it may have done what was asked");
    }
    int port;
    try (FakeMcp fake = new FakeMcp((request, answer) -> {})) {
      port = fake.uri("/mcp").getPort();
    }
    McpSyncClient client =
        client(
            RemoteServer.at(URI.create("http://127.0.0.1:" + port + "/mcp"))
                .wakeTimeout(Duration.ofMillis(100)));
    assertThatThrownBy(client::discover)
        .isInstanceOf(McpException.class)
        .hasMessageContaining("refused the connection");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void reportsTheVersionsOfAServerWithoutThatRevision(int status) throws Exception {
    try (FakeMcp fake = new FakeMcp((request, answer) -> answer.status(status))) {
      McpSyncClient client = client(RemoteServer.at(fake.uri("/mcp")));
      assertThatThrownBy(client::discover)
          .isInstanceOf(McpException.class)
          .hasMessageContaining("speaks only revisions with a handshake")
          .extracting(e -> ((McpException) e).error().code())
          .isEqualTo(-32022);
    }
  }

  @Test
  void waitsForASleepingMachine() throws Exception {
    List<String> seen = new ArrayList<>();
    try (FakeMcp fake =
        new FakeMcp(
            (request, answer) -> {
              synchronized (seen) {
                seen.add(request.header("mcp-method") + " " + request.header("mcp-name"));
                if (seen.size() < 3) {
                  answer.status(503);
                  return;
                }
              }
              answer.json(
                  200,
                  "{\"jsonrpc\":\"2.0\",\"id\":"
                      + request.id()
                      + ",\"result\":{\"resultType\":\"complete\","
                      + (request.rpc().equals("tools/list")
                          ? "\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]"
                          : "\"content\":[{\"type\":\"text\",\"text\":\"awake\"}]")
                      + "}}");
            })) {
      McpSyncClient client = client(RemoteServer.at(fake.uri("/mcp")).header("X-A", "1"));
      assertThat(call(client, "t", Map.of())).isEqualTo("awake");
      assertThat(fake.requests).allMatch(request -> "1".equals(request.header("x-a")));
      assertThat(seen).contains("tools/call t");
    }
  }

  @Test
  void oneTransportServesConcurrentCallsAndEachGetsItsOwnAnswer() throws Exception {
    ModernServers notes = new ModernServers();
    try (Relay relay = LocalServer.create().modern(notes.server()).relay().port(0).start()) {
      McpClientTransport transport = RemoteServer.at(relay.uri()).modernClientTransport();
      McpSyncClient first = McpClient.sync(transport).build();
      McpSyncClient second = McpClient.sync(transport).build();
      List<CompletableFuture<String>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        McpSyncClient client = i % 2 == 0 ? first : second;
        String word = "word " + i;
        all.add(CompletableFuture.supplyAsync(() -> call(client, "echo", Map.of("text", word))));
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("word " + i);
      }
    }
  }

  @Test
  void aRelayThatClosesEndsTheCallsInFlightWithAnError() throws Exception {
    ModernServers notes = new ModernServers();
    CompletableFuture<String> pending;
    try (Relay relay =
        LocalServer.create()
            .modern(notes.server())
            .relay()
            .drain(Duration.ofMillis(200))
            .port(0)
            .start()) {
      McpSyncClient client = client(RemoteServer.at(relay.uri()));
      pending = CompletableFuture.supplyAsync(() -> call(client, "slow", Map.of()));
      assertThat(notes.slowCalled.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThatThrownBy(() -> pending.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfAny(McpException.class, McpResponseLostException.class);
    notes.slowMayEnd.countDown();
  }

  @ParameterizedTest
  @EnumSource(
      value = RemoteOptions.Dialect.class,
      names = {"FLY_WRAP", "LEGACY_SSE"})
  void aDialectWithoutThatRevisionIsRefusedAtOnce(RemoteOptions.Dialect dialect) {
    RemoteServer server = RemoteServer.at(URI.create("https://app.fly.dev/")).dialect(dialect);
    assertThatThrownBy(server::modernClientTransport)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(dialect.name())
        .hasMessageContaining("clientTransport()");
  }

  @Test
  void sendsPlainHttpToOtherMachinesOnlyIfAllowed() {
    RemoteServer server = RemoteServer.at(URI.create("http://example.com/mcp"));
    assertThatThrownBy(server::modernClientTransport)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("example.com");
    assertThat(server.allowPlainHttp().modernClientTransport().mirrorsToolParams()).isTrue();
  }

  @Test
  void signsInLikeTheOtherTransport() {
    RemoteServer server =
        RemoteServer.at(URI.create("https://app.fly.dev/mcp")).oauth(OAuthClient.stored());
    io.modelcontextprotocol.spec.McpClientTransport older = server.clientTransport();
    McpClientTransport newer = server.modernClientTransport();
    assertThat(older.protocolVersions()).contains("2025-11-25");
    assertThat(newer.mirrorsToolParams()).isTrue();
  }
}

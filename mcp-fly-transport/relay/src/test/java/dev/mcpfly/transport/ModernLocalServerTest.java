package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server of the SDK's API for the stateless revision in this JVM, behind every front of the
 * relay, for clients of both eras.
 */
@Timeout(60)
class ModernLocalServerTest {
  private final ModernServers notes = new ModernServers();
  private final McpServer server = notes.server();
  private final LocalServer local = LocalServer.create().modern(server);

  @AfterEach
  void end() {
    notes.slowMayEnd.countDown();
    server.closeGracefully();
  }

  private static String text(McpSyncClient client, CallToolRequest request) {
    return ((TextContent) client.callTool(request).content().get(0)).text();
  }

  private static CallToolRequest request(String tool, Map<String, Object> arguments) {
    return CallToolRequest.builder(tool).arguments(arguments).build();
  }

  /** A client of the session era that does everything that the server's tools can. */
  private static void useAllWithAHandshake(RemoteServer remote, ModernServers notes)
      throws Exception {
    BlockingQueue<Double> progress = new LinkedBlockingQueue<>();
    CountDownLatch changed = new CountDownLatch(1);
    try (McpSyncClient client =
        LocalServerTest.clientOf(remote, progress, changed)
            .clientInfo(Implementation.builder("elder", "1").build())
            .build()) {
      var hello = client.initialize();
      assertThat(hello.serverInfo().name()).isEqualTo("notes");
      assertThat(hello.instructions()).isEqualTo("Take notes.");
      assertThat(client.listTools().tools()).extracting("name").contains("echo", "ask");
      assertThat(text(client, request("echo", Map.of("text", "\u00e9\u2028\ud83d\ude00"))))
          .isEqualTo("\u00e9\u2028\ud83d\ude00");
      assertThat(text(client, request("who", Map.of()))).isEqualTo("elder");
      assertThat(text(client, request("routed", Map.of("region", "iad")))).isEqualTo("in iad");
      assertThat(text(client, request("ask", Map.of()))).isEqualTo("asked blue");
      assertThat(
              text(
                  client,
                  CallToolRequest.builder("count").arguments(Map.of()).progressToken("p").build()))
          .isEqualTo("counted");
      assertThat(LocalServerTest.five(progress)).containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0);
      String big = "x".repeat(2_000_000);
      assertThat(text(client, request("echo", Map.of("text", big)))).isEqualTo(big);
      assertThat(client.ping()).isNotNull();
      while (!changed.await(200, TimeUnit.MILLISECONDS)) {
        // The subscription follows the handshake, at a moment that the client does not see.
        notes.toolsChanged();
      }
    }
  }

  @Test
  void isServedToBothErasAtItsOwnAddress() throws Exception {
    try (Relay relay = local.relay().port(0).start()) {
      ModernRemoteServerTest.useAll(RemoteServer.at(relay.uri()), notes);
      useAllWithAHandshake(RemoteServer.at(relay.uri()), notes);
      useAllWithAHandshake(
          RemoteServer.at(relay.baseUri()).dialect(RemoteOptions.Dialect.FLY_WRAP), notes);
      useAllWithAHandshake(
          RemoteServer.at(relay.baseUri().resolve("/sse"))
              .dialect(RemoteOptions.Dialect.LEGACY_SSE),
          notes);
    }
  }

  @Test
  void isServedToBothErasByAServlet() throws Exception {
    Fronts.jetty(
        local.relay().bearerToken("t0ken"),
        "/mcp",
        root -> {
          RemoteServer remote = RemoteServer.at(URI.create(root + "/mcp")).bearerToken("t0ken");
          ModernRemoteServerTest.useAll(remote, notes);
          useAllWithAHandshake(remote, notes);
        });
  }

  @Test
  void isServedToBothErasByTheServerOfTheJdk() throws Exception {
    Fronts.jdk(
        local.relay(),
        root -> {
          RemoteServer remote = RemoteServer.at(root).basic("ada", "ada");
          ModernRemoteServerTest.useAll(remote, notes);
          useAllWithAHandshake(remote, notes);
        });
  }

  @Test
  void honoursTheCancellationOfASessionEraClient() throws Exception {
    try (Relay relay = local.relay().port(0).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      var pending = session.postLater(HttpPeer.call("7", "slow", "{}"));
      assertThat(notes.slowCalled.await(60, TimeUnit.SECONDS)).isTrue();
      session.post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
      assertThat(session.post(HttpPeer.call("8", "echo", "{\"text\":\"b\"}")).text())
          .isEqualTo("b");
      assertThat(pending.get(60, TimeUnit.SECONDS).body()).doesNotContain("late");
    }
  }

  @Test
  void rejectsASeparateTransport() {
    assertThatThrownBy(local::serverTransport)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs no transport");
    assertThatThrownBy(() -> LocalServer.create().modern(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("server");
  }
}

package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of the MCP Java SDK, on the transport that this library gives it. */
@Timeout(150)
class RemoteServerTest {
  static String call(McpSyncClient client) {
    CallToolResult result =
        client.callTool(CallToolRequest.builder("text").arguments(Map.of()).build());
    return ((TextContent) result.content().get(0)).text();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesASyncClientOverStreamableHttpAndOverTheDialectOfFlyctl(boolean streamable) {
    try (Relay relay = Relay.stdio(ToyServerMain.command()).port(0).bearerToken("t0ken").start()) {
      URI uri = streamable ? relay.uri() : relay.baseUri();
      RemoteServer server = RemoteServer.at(uri).bearerToken("t0ken");
      try (McpSyncClient client = McpClient.sync(server.clientTransport()).build()) {
        assertThat(client.initialize().serverInfo().name()).isEqualTo("fake");
        assertThat(client.listTools().tools()).extracting("name").containsExactly("text");
        assertThat(call(client)).isEqualTo("hello");
      }
    }
  }

  @Test
  void oneServerOpensAnyNumberOfConnections() {
    try (Relay relay = Relay.stdio(ToyServerMain.command()).port(0).start()) {
      RemoteServer server = RemoteServer.at(relay.uri());
      try (McpSyncClient first = McpClient.sync(server.clientTransport()).build();
          McpSyncClient second = McpClient.sync(server.clientTransport()).build()) {
        first.initialize();
        second.initialize();
        assertThat(call(first)).isEqualTo("hello");
        first.closeGracefully();
        assertThat(call(second)).isEqualTo("hello");
      }
    }
  }

  @Test
  void reportsAServerThatIsNotThere() throws Exception {
    int port;
    try (Relay relay = Relay.stdio(ToyServerMain.command()).port(0).start()) {
      port = relay.port();
    }
    RemoteServer server =
        RemoteServer.at(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .wakeTimeout(Duration.ofMillis(100));
    try (McpSyncClient client = McpClient.sync(server.clientTransport()).build()) {
      assertThatThrownBy(client::initialize)
          .rootCause()
          .isInstanceOf(McpError.class)
          .hasMessageContaining("refused the connection");
    }
  }

  @Test
  void sendsPlainHttpToOtherMachinesOnlyIfAllowed() {
    RemoteServer server = RemoteServer.at(URI.create("http://example.com/mcp"));
    assertThatThrownBy(server::clientTransport)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("example.com")
        .hasMessageContaining("https");
    assertThat(server.allowPlainHttp().clientTransport()).isNotNull();
    for (String host :
        new String[] {
          "localhost",
          "127.0.0.1",
          "127.9.9.9",
          "[::1]",
          "app.internal",
          "x.y.internal",
          "app.flycast"
        }) {
      assertThat(RemoteServer.at(URI.create("http://" + host + "/")).clientTransport()).isNotNull();
    }
    for (String host :
        new String[] {"notlocalhost", "127.0.0.1.evil.example", "internal.example"}) {
      RemoteServer other = RemoteServer.at(URI.create("http://" + host + "/"));
      assertThatThrownBy(other::clientTransport).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void credentialsAreNeitherShownNorReadFromTheUrl() {
    assertThat(
            RemoteServer.at(URI.create("https://app.fly.dev/mcp?x=secret"))
                .bearerToken("hush")
                .header("X-Key", "hush"))
        .hasToString("RemoteServer[https://app.fly.dev/mcp]");
    assertThatThrownBy(() -> RemoteServer.at(URI.create("https://me:hush@app.fly.dev/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hush");
    RemoteServer server = RemoteServer.at(URI.create("https://app.fly.dev/"));
    assertThatThrownBy(() -> server.bearerToken("hu\nsh"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bearer token")
        .hasMessageNotContaining("hu\nsh");
  }

  @Test
  void optionsReturnANewServerAndLeaveTheOldOneUnchanged() throws Exception {
    try (FakeMcp fake = new FakeMcp((request, answer) -> answer.status(401))) {
      RemoteServer plain = RemoteServer.at(fake.uri("/mcp"));
      assertThat(plain.header("X-A", "1")).isNotSameAs(plain);
      try (McpSyncClient client = McpClient.sync(plain.clientTransport()).build()) {
        assertThatThrownBy(client::initialize).rootCause().hasMessageContaining("HTTP 401");
      }
      assertThat(fake.requests).allMatch(request -> request.header("x-a") == null);
    }
  }
}

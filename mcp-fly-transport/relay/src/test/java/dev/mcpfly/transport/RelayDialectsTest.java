package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** flyctl's dialect at the root, and HTTP+SSE. */
@Timeout(120)
class RelayDialectsTest {
  private static Relay start() {
    return Relay.stdio(StdioServerMain.command()).port(0).start();
  }

  private static HttpPeer root(Relay relay) {
    return new HttpPeer(relay.baseUri(), "Accept", "application/json");
  }

  @Test
  void speaksWithAProxyOfFlyctl() throws Exception {
    try (Relay relay = start()) {
      HttpPeer root = root(relay);
      // Its probe, then its stream, then its messages.
      assertThat(root.post("").status()).isEqualTo(202);
      try (Stream stream = root.stream()) {
        assertThat(stream.status()).isEqualTo(200);
        assertThat(root.send("GET", "Accept", "application/json").status()).isEqualTo(409);
        Answer accepted = root.post(HttpPeer.initialize("2025-06-18"), "Accept", "*/*");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        // A space that asked whether the first stream stands may come before the message.
        assertThat(stream.next("").strip()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\"");
        root.post("\n{\"jsonrpc\":\"2.0\",\n\"id\":1,\"method\":\"ping\"}\n");
        assertThat(stream.next("")).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        root.post(call("2", "echo", "{\"a\":1}") + "\n" + call("3", "echo", "{\"a\":2}"));
        assertThat(stream.next("")).contains("\"id\":2");
        assertThat(stream.next("")).contains("\"id\":3");
      }
      assertThat(root.send("GET", "Accept", "text/html").body()).isEqualTo("MCP Server");
      assertThat(root.send("DELETE").status()).isEqualTo(405);
      assertThat(root.post("{broken").status()).isEqualTo(400);
    }
  }

  @Test
  void keepsServerMessagesUntilAClientListens() throws Exception {
    try (Relay relay = start()) {
      HttpPeer root = root(relay);
      root.post(HttpPeer.initialize("2025-06-18"));
      for (int i = 1; i <= 100; i++) {
        root.post(call("" + i, "echo", "{\"text\":\"" + "z".repeat(5000) + "\"}"));
      }
      try (Stream stream = root.stream()) {
        assertThat(stream.next("")).contains("\"id\":0");
        for (int i = 1; i <= 100; i++) {
          assertThat(stream.next("")).contains("\"id\":" + i + ",");
        }
      }
    }
  }

  @Test
  void repeatsTheHandshakeAfterTheServerCrashed() throws Exception {
    try (Relay relay = start()) {
      HttpPeer root = root(relay);
      try (Stream stream = root.stream()) {
        root.post(HttpPeer.initialize("2025-06-18"));
        assertThat(stream.next("")).contains("\"id\":0");
        root.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        root.post(call("1", "crash", "{}"));
        assertThat(stream.next("")).contains("\"id\":1").contains("exit code 3");
        Answer answer = root.post(call("2", "seen", "{}"));
        for (int i = 0; i < 600 && answer.status() == 503; i++) {
          Thread.sleep(100);
          answer = root.post(call("2", "seen", "{}"));
        }
        assertThat(answer.status()).isEqualTo(202);
        assertThat(stream.next("")).contains("initialize,notifications/initialized");
      }
    }
  }

  @Test
  void speaksTheOlderTransport() throws Exception {
    try (Relay relay = start()) {
      HttpPeer sse = new HttpPeer(relay.baseUri().resolve("/sse"));
      String endpoint;
      try (Stream stream = sse.stream()) {
        assertThat(stream.next("event")).isEqualTo("event: endpoint");
        endpoint = stream.next("data: ").substring(6);
        HttpPeer messages = new HttpPeer(relay.baseUri().resolve(endpoint));
        assertThat(messages.post(HttpPeer.initialize("2024-11-05")).status()).isEqualTo(202);
        assertThat(stream.next("event")).isEqualTo("event: message");
        assertThat(stream.data()).contains("\"protocolVersion\":\"2024-11-05\"");
        messages.post(call("1", "progress", "{\"count\":2}", "\"progressToken\":9"));
        assertThat(stream.data()).contains("\"progressToken\":9,\"progress\":1}");
        assertThat(stream.data()).contains("\"progressToken\":9,\"progress\":2}");
        assertThat(stream.data()).contains("\"id\":1");
        assertThat(messages.post("{no").status()).isEqualTo(400);
      }
      assertThat(
              new HttpPeer(relay.baseUri().resolve("/messages?sessionId=x"))
                  .post(HttpPeer.initialize("2024-11-05"))
                  .status())
          .isEqualTo(404);
    }
  }

  @Test
  void startsTheServerWithTheGivenEnvironmentAndDirectory(@TempDir Path directory)
      throws Exception {
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .path("/other/path")
            .inheritEnvironment(false)
            .environment(Map.of("FIXTURE_VARIABLE", "set"))
            .workingDirectory(directory)
            .start()) {
      assertThat(relay.uri().getPath()).isEqualTo("/other/path");
      HttpPeer session = new HttpPeer(relay.uri()).session();
      assertThat(session.post(call("1", "environment", "{}")).text()).isEqualTo("set null");
    }
  }
}

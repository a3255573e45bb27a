package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ends of this library against each other, with a real server process behind them. */
@Timeout(150)
class StdioProxyRelayTest {
  private static Relay relay() {
    return Relay.stdio(ToyServerMain.command()).port(0).bearerToken("t0ken").start();
  }

  private static StdioProxy proxy(Relay relay, RemoteOptions.Dialect dialect) {
    URI uri = dialect == RemoteOptions.Dialect.FLY_WRAP ? relay.baseUri() : relay.uri();
    return StdioProxy.to(uri).bearerToken("t0ken");
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMABLE_HTTP", "FLY_WRAP"})
  void passesCallsProgressQuestionsAndLargeMessages(RemoteOptions.Dialect dialect)
      throws Exception {
    try (Relay relay = relay();
        StdioClient client = new StdioClient(proxy(relay, dialect))) {
      assertThat(client.initialize()).contains("\"serverInfo\"");
      for (int i = 1; i <= 20; i++) {
        client.call(i, "echo");
      }
      for (int i = 1; i <= 20; i++) {
        client.answer(i);
      }
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":30,\"method\":\"tools/call\",\"params\":{\"name\":\"progress\",\"arguments\":{\"n\":25},\"_meta\":{\"progressToken\":\"p\"}}}");
      for (int i = 1; i <= 25; i++) {
        assertThat(client.next()).contains("\"progress\":" + i + "}");
      }
      client.answer(30);
      client.call(31, "ask");
      assertThat(client.next()).contains("elicitation/create");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{\"action\":\"decline\"}}");
      assertThat(client.answer(31)).contains("decline");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":32,\"method\":\"tools/call\",\"params\":{\"name\":\"big\",\"arguments\":{\"n\":12000000}}}");
      assertThat(client.answer(32)).hasSizeGreaterThan(12_000_000);
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":33,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"x\":\""
              + "y".repeat(12_000_000)
              + "\"}}}");
      assertThat(client.answer(33)).contains("\"length\":1200");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void reportsAServerThatDiesInACallAndServesTheNextSession() throws Exception {
    try (Relay relay = relay();
        StdioClient client = new StdioClient(proxy(relay, RemoteOptions.Dialect.STREAMABLE_HTTP))) {
      client.initialize();
      client.call(1, "die");
      assertThat(client.answer(1)).contains("\"error\"");
      client.call(2, "echo");
      assertThat(client.answer(2)).contains("\"length\"");
    }
  }

  @Test
  void survivesARelayThatIsReplacedUnderIt() throws Exception {
    int port;
    StdioClient client;
    try (Relay first = relay()) {
      port = first.port();
      client = new StdioClient(proxy(first, RemoteOptions.Dialect.STREAMABLE_HTTP));
      client.initialize();
      client.call(1, "echo").answer(1);
    }
    client.call(2, "echo");
    try (Relay second =
        Relay.stdio(ToyServerMain.command()).port(port).bearerToken("t0ken").start()) {
      assertThat(client.answer(2)).contains("\"length\"");
      assertThat(second.isReady()).isTrue();
      client.close();
      assertThat(client.rest()).isEmpty();
    }
  }
}

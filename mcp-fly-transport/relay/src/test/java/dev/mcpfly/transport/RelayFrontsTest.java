package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay under a path of an application: in Jetty, and in the JDK's own server. */
@Timeout(150)
class RelayFrontsTest {
  private static void roundTrip(StdioProxy proxy) throws Exception {
    try (StdioClient client = new StdioClient(proxy)) {
      assertThat(client.initialize()).contains("serverInfo");
      for (int i = 1; i <= 20; i++) {
        client.call(i, "echo");
      }
      for (int i = 1; i <= 20; i++) {
        client.answer(i);
      }
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":30,\"method\":\"tools/call\",\"params\":{\"name\":\"progress\",\"arguments\":{\"n\":9},\"_meta\":{\"progressToken\":\"p\"}}}");
      for (int i = 1; i <= 9; i++) {
        assertThat(client.next()).contains("\"progress\":" + i + "}");
      }
      client.answer(30);
      client.call(31, "ask");
      assertThat(client.next()).contains("elicitation/create");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{}}");
      client.answer(31);
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":32,\"method\":\"tools/call\",\"params\":{\"name\":\"big\",\"arguments\":{\"n\":8000000}}}");
      assertThat(client.answer(32)).hasSizeGreaterThan(8_000_000);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aServletServesAClientOfTheSdkInJetty() throws Exception {
    Fronts.jetty(
        Relay.stdio(ToyServerMain.command()).bearerToken("t0ken"),
        "/mcp",
        root -> {
          RemoteServer remote = RemoteServer.at(URI.create(root + "/mcp")).bearerToken("t0ken");
          try (McpSyncClient client = McpClient.sync(remote.clientTransport()).build()) {
            client.initialize();
            assertThat(RemoteServerTest.call(client)).isEqualTo("hello");
          }
          int status =
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create(root + "/mcp")).DELETE().build(),
                      BodyHandlers.discarding())
                  .statusCode();
          assertThat(status).isEqualTo(401);
        });
  }

  @Test
  void servletMappedToAPathPrefixServesEverythingThatTheRelayServes() throws Exception {
    Fronts.jetty(
        Relay.stdio(ToyServerMain.command()),
        "/tools/*",
        root -> {
          roundTrip(StdioProxy.to(URI.create(root + "/tools")));
          roundTrip(StdioProxy.to(URI.create(root + "/tools/mcp")));
          roundTrip(
              StdioProxy.to(URI.create(root + "/tools/")).dialect(RemoteOptions.Dialect.FLY_WRAP));
          int status =
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create(root + "/tools/livez")).build(),
                      BodyHandlers.discarding())
                  .statusCode();
          assertThat(status).isEqualTo(200);
        });
  }

  @Test
  void aHandlerServesUnderTheAuthenticationOfItsContext() throws Exception {
    Fronts.jdk(
        Relay.stdio(ToyServerMain.command()),
        root -> {
          roundTrip(StdioProxy.to(root).basic("ada", "ada"));
          roundTrip(
              StdioProxy.to(URI.create(root + "/"))
                  .basic("ada", "ada")
                  .dialect(RemoteOptions.Dialect.FLY_WRAP));
          try (StdioClient client = new StdioClient(StdioProxy.to(root).basic("ada", "bob"))) {
            client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
            assertThat(client.answer(1)).contains("HTTP 401");
          }
        });
  }

  @Test
  void aSessionBelongsToThePrincipalOfTheApplication() throws Exception {
    Fronts.jdk(
        Relay.stdio(ToyServerMain.command()),
        root -> {
          HttpClient http = HttpClient.newHttpClient();
          String initialize =
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}";
          var opened = http.send(request(root, "ada", null, initialize), BodyHandlers.ofString());
          assertThat(opened.statusCode()).isEqualTo(200);
          String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
          String ping = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";
          assertThat(
                  http.send(request(root, "bob", session, ping), BodyHandlers.ofString())
                      .statusCode())
              .isEqualTo(404);
          assertThat(
                  http.send(request(root, "ada", session, ping), BodyHandlers.ofString())
                      .statusCode())
              .isEqualTo(200);
        });
  }

  private static HttpRequest request(URI uri, String user, String session, String body) {
    String pair =
        java.util.Base64.getEncoder()
            .encodeToString((user + ":" + user).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Basic " + pair)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (session != null) {
      request.header("Mcp-Session-Id", session);
    }
    return request.build();
  }
}

package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that real clients, gateways and people send, and that were not understood. */
@Timeout(120)
class RelayRequestsTest {
  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command()).port(0);
  }

  private static HttpPeer at(Relay relay, String path) {
    return new HttpPeer(relay.baseUri().resolve(path));
  }

  @Test
  void tellsAClientThatPostsToTheRootWhereMcpIsServedAndStartsNoServer() throws Exception {
    try (Relay relay = relay().prestart(false).metrics(true).start()) {
      Answer answer = at(relay, "/").post(HttpPeer.initialize("2025-11-25"));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("\"id\":0").contains("/mcp").contains("URL");
      assertThat(at(relay, "/metrics").send("GET").body())
          .contains("mcp_relay_child_starts_total 0");
    }
  }

  @Test
  void servesFlyctlEvenThoughItPostsBeforeItListens() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer flyctl = new HttpPeer(relay.baseUri(), "User-Agent", "mcp-bridge-client");
      HttpPeer other = new HttpPeer(relay.baseUri());
      assertThat(flyctl.post(HttpPeer.initialize("2025-11-25")).status()).isEqualTo(202);
      assertThat(other.post("").status()).as("asks whether somebody is there").isEqualTo(202);
      assertThat(other.post(HttpPeer.initialize("2025-11-25")).status()).isEqualTo(202);
    }
  }

  @Test
  void tellsAClientWithoutASessionHowToBegin() throws Exception {
    try (Relay relay = relay().prestart(false).start()) {
      HttpPeer client = new HttpPeer(relay.uri());
      String initialize = HttpPeer.initialize("2025-11-25");
      String list = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";
      for (String message : List.of(list, "[]", "[" + initialize + "]")) {
        Answer refused = client.post(message);
        assertThat(refused.status()).as(message).isEqualTo(400);
        assertThat(refused.body()).contains("send initialize first, in a message of its own");
      }
    }
  }

  @Test
  void rejectsPublicRequestsWhenPrivate() throws Exception {
    try (Relay relay = relay().privateNetworkOnly().start()) {
      HttpPeer client = new HttpPeer(relay.uri());
      String initialize = HttpPeer.initialize("2025-11-25");
      for (String address : List.of("203.0.113.7", "2001:db8::1", "fd00::1", "", "fdaa")) {
        Answer refused = client.post(initialize, "Fly-Client-IP", address);
        assertThat(refused.status()).as(address).isEqualTo(403);
        assertThat(refused.body()).contains("private network");
      }
      assertThat(client.post(initialize, "Fly-Client-IP", "fdaa:0:1::3").status()).isEqualTo(200);
      assertThat(client.post(initialize).status()).as("over 6PN there is no header").isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mpc", "/MCP", "/mcp2", "/mcp/x"})
  void namesTheRightPathAtAWrongOne(String path) throws Exception {
    try (Relay relay = relay().prestart(false).start()) {
      Answer answer = at(relay, path).post(HttpPeer.initialize("2025-11-25"));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("MCP is served at /mcp");
    }
  }

  @Test
  void servesAPathWithATrailingSlash() throws Exception {
    try (Relay relay = relay().start()) {
      assertThat(at(relay, "/mcp/").session().post(call("1", "echo", "{}")).status())
          .isEqualTo(200);
      assertThat(at(relay, "/livez/").send("GET").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/", "/messages"})
  void refusesACompressedBody(String path) throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(HttpPeer.initialize("2025-11-25").getBytes(StandardCharsets.UTF_8));
    }
    try (Relay relay = relay().prestart(false).start()) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(relay.baseUri().resolve(path))
                      .header("Content-Type", "application/json")
                      .header("Accept", "application/json, text/event-stream")
                      .header("Content-Encoding", "gzip")
                      .POST(BodyPublishers.ofByteArray(zipped.toByteArray()))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(415);
      assertThat(answer.body()).contains("uncompressed");
      assertThat(answer.headers().firstValue("Accept-Encoding")).contains("identity");
    }
  }

  @Test
  void startsANewSessionForAnInitializeWithALostSession() throws Exception {
    try (Relay relay = relay().start()) {
      Answer answer =
          new HttpPeer(relay.uri(), "Mcp-Session-Id", "stale")
              .post(HttpPeer.initialize("2025-11-25"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Mcp-Session-Id")).isNotEqualTo("stale").isNotEmpty();
    }
  }

  @Test
  void answersAnUnknownSessionWithTheCodeOfTheSdks() throws Exception {
    try (Relay relay = relay().prestart(false).start()) {
      Answer answer =
          new HttpPeer(relay.uri(), "Mcp-Session-Id", "stale").post(call("1", "echo", "{}"));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.errorCode()).isEqualTo(-32001);
      assertThat(answer.body()).contains("\"id\":1");
    }
  }

  @Test
  void letsAllowedPagesSendTheHeadersOfToolsAndOfTracesAndThoseConfigured() throws Exception {
    try (Relay relay =
        relay().allowedOrigin("https://app.example").allowedHeader("X-Tenant").start()) {
      Answer asked =
          new HttpPeer(relay.uri())
              .send(
                  "OPTIONS",
                  "Origin",
                  "https://app.example",
                  "Access-Control-Request-Method",
                  "POST",
                  "Access-Control-Request-Headers",
                  "content-type,mcp-param-region, Mcp-Param-Count,traceparent,x-tenant,x-other");
      assertThat(
              Set.of(
                  asked
                      .header("Access-Control-Allow-Headers")
                      .toLowerCase(Locale.ROOT)
                      .split(", ")))
          .contains(
              "mcp-param-region",
              "mcp-param-count",
              "traceparent",
              "tracestate",
              "x-tenant",
              "mcp-session-id",
              "mcp-name")
          .doesNotContain("x-other");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sessionId=ID&key=1", "key=1&sessionId=ID", "a&b=&sessionId=ID"})
  void acceptsQueryParametersInAnyOrder(String query) throws Exception {
    try (Relay relay = relay().start();
        Stream stream = at(relay, "/sse").stream()) {
      String id = stream.next("data: ").replaceAll(".*sessionId=", "");
      HttpPeer messages = at(relay, "/messages?" + query.replace("ID", id));
      assertThat(messages.post(HttpPeer.initialize("2024-11-05")).status()).isEqualTo(202);
      assertThat(stream.data()).contains("\"protocolVersion\":\"2024-11-05\"");
    }
  }

  private static void handshakeOverSse(URI sse, String... headers) throws Exception {
    try (Stream stream = new HttpPeer(sse, headers).stream()) {
      URI endpoint = sse.resolve(stream.next("data: ").substring(6));
      assertThat(new HttpPeer(endpoint, headers).post(HttpPeer.initialize("2024-11-05")).status())
          .as(endpoint.toString())
          .isEqualTo(202);
      assertThat(stream.data()).contains("\"protocolVersion\":\"2024-11-05\"");
    }
  }

  @Test
  void namesAReachableEndpointUnderTheMountOfAServlet() throws Exception {
    Fronts.jetty(relay(), "/tools/*", root -> handshakeOverSse(URI.create(root + "/tools/sse")));
    // The MCP Java SDK wants an absolute path.
    Fronts.jetty(
        relay(),
        "/tools/*",
        root ->
            handshakeOverSse(
                URI.create(root + "/tools/sse"), "MCP-Protocol-Version", "2024-11-05"));
  }

  @Test
  void namesAReachableEndpointUnderTheMountOfAHandler() throws Exception {
    String pair =
        java.util.Base64.getEncoder().encodeToString("ada:ada".getBytes(StandardCharsets.UTF_8));
    Fronts.jdk(
        relay(),
        root -> handshakeOverSse(URI.create(root + "/sse"), "Authorization", "Basic " + pair));
    Fronts.jdk(
        relay(),
        root ->
            handshakeOverSse(
                URI.create(root + "/sse"),
                "Authorization",
                "Basic " + pair,
                "MCP-Protocol-Version",
                "2024-11-05"));
  }

  @Test
  void namesAReachableEndpointBehindAProxyThatStripsAPrefix() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.setExecutor(threads);
    try (Relay relay = relay().start()) {
      proxy.createContext(
          "/team/mcp",
          exchange -> {
            String path = exchange.getRequestURI().toString().substring("/team/mcp".length());
            HttpRequest.Builder request =
                HttpRequest.newBuilder(relay.baseUri().resolve(path))
                    .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            for (String name : List.of("Accept", "Content-Type")) {
              List<String> values = exchange.getRequestHeaders().get(name);
              if (values != null) {
                request.header(name, values.get(0));
              }
            }
            try {
              HttpResponse<InputStream> response =
                  HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
              exchange.sendResponseHeaders(response.statusCode(), 0);
              byte[] chunk = new byte[4096];
              int count;
              while ((count = response.body().read(chunk)) >= 0) {
                exchange.getResponseBody().write(chunk, 0, count);
                exchange.getResponseBody().flush();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              exchange.close();
            }
          });
      proxy.start();
      handshakeOverSse(
          URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + "/team/mcp/sse"));
    } finally {
      proxy.stop(0);
      threads.shutdownNow();
    }
  }

  @Test
  void keepsThePrincipalOfTheApplicationForPagesOfAllowedOrigins() throws Exception {
    Fronts.jdk(
        relay().allowedOrigin("https://app.example"),
        root -> {
          String ada =
              java.util.Base64.getEncoder()
                  .encodeToString("ada:ada".getBytes(StandardCharsets.UTF_8));
          String bob =
              java.util.Base64.getEncoder()
                  .encodeToString("bob:bob".getBytes(StandardCharsets.UTF_8));
          HttpPeer page = new HttpPeer(root, "Origin", "https://app.example");
          HttpPeer session = page.with("Authorization", "Basic " + ada).session();
          assertThat(
                  session
                      .with("Authorization", "Basic " + bob)
                      .post(call("1", "echo", "{}"))
                      .status())
              .isEqualTo(404);
        });
  }
}

package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that answers with {@code fly-replay}, and an app behind it without an address. */
@Timeout(60)
class EdgeReplayTest {
  private static final String SERVICE =
      "{'image':'x','services':[{'protocol':'tcp','internal_port':8080,'autostart':true,"
          + "'ports':[{'port':80,'handlers':['http']}]},"
          + "{'protocol':'tcp','internal_port':9090,"
          + "'ports':[{'port':8443,'handlers':['tls','http']}]}]}";

  private final Map<String, HttpServer> servers = new ConcurrentHashMap<>();
  private final FlyEmulator emulator =
      FlyEmulator.builder().runtime(this::start).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile String header = "app=hidden;state=\"s 1\"";
  private volatile String json = "";

  private EmulatedProcess start(MachineSpec spec) throws IOException {
    for (int port : new int[] {8080, 9090}) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext(
          "/", exchange -> answer(exchange, spec.app().equals("gateway"), spec.app() + port));
      server.start();
      servers.put(spec.app() + port, server);
    }
    return StandInProcess.at(
        port -> Optional.ofNullable(servers.get(spec.app() + port)).map(HttpServer::getAddress));
  }

  private void answer(HttpExchange exchange, boolean gateway, String name) throws IOException {
    try (exchange) {
      byte[] body = new byte[0];
      if (!gateway || name.endsWith("9090")) {
        body =
            "%s %s %s %s %d"
                .formatted(
                    name,
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("fly-replay-src"),
                    exchange.getRequestBody().readAllBytes().length)
                .getBytes(StandardCharsets.UTF_8);
      } else if (json.isEmpty()) {
        exchange.getResponseHeaders().set("fly-replay", header);
      } else {
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.fly.replay+json");
        body = json.getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @BeforeEach
  void deploy() {
    for (String name : new String[] {"gateway", "hidden"}) {
      String app = fly.app(name);
      fly.await(fly.machine(app, SERVICE), "started");
    }
    fly.post("/v1/apps/gateway/ip_assignments", "{'type':'shared_v4'}").expect(200);
  }

  @AfterEach
  void close() {
    emulator.close();
    servers.values().forEach(server -> server.stop(0));
  }

  private HttpResponse<String> post(String app, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(emulator.appUri(app) + "/a?b=c"))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void replayedRequestKeepsItsBodyAndNamesItsSource() throws Exception {
    String machine = fly.get("/v1/apps/gateway/machines").text("/0/id");
    HttpResponse<String> answer = post("gateway", "x".repeat(100_000));
    assertThat(answer.body())
        .matches(
            "hidden8080 POST /a\\?b=c instance="
                + machine
                + ";region=iad;t=\\d{16};state=s 1 100000");
    assertThat(answer.headers().firstValue("fly-replay")).isEmpty();
    assertThat(post("hidden", "").body()).contains("no IP assignment");
  }

  @Test
  void acceptsReplayFieldsInTheBodyWithAnotherPath() throws Exception {
    json = "{\"app\":\"hidden\",\"transform\":{\"path\":\"/mcp?d=e\"}}";
    assertThat(post("gateway", "12345").body())
        .startsWith("hidden8080 POST /mcp?d=e ")
        .endsWith(" 5");
  }

  @Test
  void replayToAnInstanceReachesOnlyThatInstance() throws Exception {
    header = "app=hidden;instance=" + fly.get("/v1/apps/hidden/machines").text("/0/id");
    assertThat(post("gateway", "").body()).startsWith("hidden8080 ");
    header = "app=hidden;instance=00000000000000";
    assertThat(post("gateway", "").body()).contains("no machine");
  }

  @Test
  void doesNotReplayLongRequestsOrLoops() throws Exception {
    assertThat(post("gateway", "x".repeat(2_000_000)).body()).contains("1 MB");
    header = "app=gateway";
    assertThat(post("gateway", "").body()).contains("replayed more than");
  }

  @Test
  void eachPortOfAnAppHasItsOwnAddress() throws Exception {
    assertThat(post("gateway:8443", "").body()).startsWith("gateway9090 POST /a?b=c ");
    assertThat(post("gateway:1234", "").statusCode()).isEqualTo(503);
    assertThat(emulator.client().app("gateway").publicUri(8443))
        .isEqualTo(emulator.appUri("gateway:8443"));
    assertThat(dev.mcpfly.api.FlyClient.builder().token("t").build().app("my-app").publicUri(8443))
        .isEqualTo(URI.create("https://my-app.fly.dev:8443/"));
  }
}

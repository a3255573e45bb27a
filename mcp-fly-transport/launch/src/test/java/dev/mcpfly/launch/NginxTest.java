package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the generated configuration in a real nginx, which must be installed. */
@Tag("nginx")
@Timeout(60)
class NginxTest {
  private static final String TOKEN = "a.b+c$d\"e\\f(g";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> authorizations = new ArrayList<>();
  private final CountDownLatch readFirst = new CountDownLatch(1);
  private HttpServer server;
  private StartedProgram nginx;
  private int port;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.createContext("/stream", this::stream);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Sends the second event only when the first has arrived: a proxy that buffers gets stuck. */
  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (readFirst.await(20, TimeUnit.SECONDS)) {
        out.write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(ReverseProxy proxy, Authorization authorization) throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    boolean checks = authorization.asksCallers();
    String conf = NginxConfig.of(proxy, port, server.getAddress().getPort(), checks, "/health");
    Files.writeString(folder.resolve("default.conf"), conf);
    Files.writeString(
        folder.resolve("credentials.conf"), checks ? NginxConfig.credentials(authorization) : "");
    Path main =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log stderr warn;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              include %1$s/credentials.conf;
              include %1$s/default.conf;
            }
            """
                .formatted(folder));
    nginx =
        StartedProgram.start(
            new ProcessBuilder(
                program().toString(), "-p", folder.toString(), "-c", main.toString()),
            line -> {});
    while (!listens()) {
      assertThat(nginx.isRunning()).as(() -> nginx.lastLines().toString()).isTrue();
      Thread.sleep(20);
    }
  }

  private static Path program() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Programs.find(Map.of("PATH", path), "nginx")
        .orElseThrow(() -> new AssertionError("nginx is missing; install nginx-light"));
  }

  private boolean listens() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() {
    if (nginx != null) {
      nginx.close();
    }
    server.stop(0);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> post(String path, String authorization) throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString("hello"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void admitsOnlyCallersWithTheToken() throws Exception {
    start(ReverseProxy.nginx(), Authorization.bearerToken(TOKEN));
    HttpResponse<String> refused = post("/mcp", "");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(refused.body()).doesNotContain(TOKEN);
    for (String wrong :
        new String[] {
          "Bearer x",
          "Bearer " + TOKEN.toUpperCase(Locale.ROOT),
          "Bearer " + TOKEN + "x",
          "Bearer x" + TOKEN,
          TOKEN,
          "Basic " + TOKEN,
          "Bearer axb+c$d\"e\\f(g"
        }) {
      assertThat(post("/mcp", wrong).statusCode()).as(wrong).isEqualTo(401);
    }
    assertThat(authorizations).isEmpty();
    HttpResponse<String> accepted = post("/mcp", "Bearer " + TOKEN);
    assertThat(accepted.statusCode()).isEqualTo(200);
    assertThat(accepted.body()).isEqualTo("hello");
    assertThat(post("/mcp", "bearer " + TOKEN).statusCode()).isEqualTo(200);
    assertThat(authorizations).as("the token stays with nginx").containsOnly("null");
  }

  @Test
  void admitsAUserWithThePassword() throws Exception {
    start(ReverseProxy.nginx(), Authorization.basic("ann", "p:w"));
    assertThat(post("/mcp", "Basic YW5uOnA6dw==").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post("/mcp", "Basic YW5uOng=");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic realm="));
  }

  @Test
  void answersTheHealthCheckWithoutCredentials() throws Exception {
    start(ReverseProxy.nginx(), Authorization.bearerToken(TOKEN));
    assertThat(http.send(request("/health").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(http.send(request("/healthy").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void passesEventsOnAsTheyArrive() throws Exception {
    start(ReverseProxy.nginx(), Authorization.bearerToken(TOKEN));
    HttpResponse<InputStream> response =
        http.send(
            request("/stream").header("Authorization", "Bearer " + TOKEN).build(),
            BodyHandlers.ofInputStream());
    try (InputStream events = response.body()) {
      assertThat(new String(events.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
      readFirst.countDown();
      assertThat(new String(events.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 2\n\n");
    }
  }

  @Test
  void limitsTheRateOfEachCaller() throws Exception {
    start(ReverseProxy.nginx().rateLimit(1, 2), Authorization.none());
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      statuses.add(post("/mcp", "").statusCode());
    }
    assertThat(statuses.subList(0, 3)).containsOnly(200);
    assertThat(statuses.subList(3, 6)).contains(429);
    HttpRequest other = request("/mcp").header("Fly-Client-IP", "203.0.113.9").build();
    assertThat(http.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }
}

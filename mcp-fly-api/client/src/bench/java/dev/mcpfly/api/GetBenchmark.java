package dev.mcpfly.api;

import dev.mcpfly.api.model.Machine;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Gets one machine from a server in this process: by the client, and by the JDK's HTTP client alone
 * as the measure. The goal is a ratio of at most 1.3.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GetBenchmark {
  private HttpServer server;
  private ExecutorService workers;
  private Machines machines;
  private HttpClient http;
  private HttpRequest request;

  /** Starts the server and both clients. */
  @Setup
  public void start() throws IOException {
    byte[] body =
        JsonObject.of("id", "17")
            .with("state", "started")
            .with("region", "iad")
            .with("config", ConfigBenchmark.full().json())
            .toBytes();
    // The JDK's server would otherwise wait for acknowledgements of small packets.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    workers = Executors.newFixedThreadPool(2);
    server.setExecutor(workers);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    // As the client makes its own, and with the headers that it sends.
    http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    request =
        HttpRequest.newBuilder(uri.resolve("/v1/apps/my-app/machines/17"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Accept", "application/json, text/plain;q=0.8, */*;q=0.1")
            .header("User-Agent", "mcp-fly-api")
            .header("Authorization", "FlyV1 fm2_x")
            .build();
    machines =
        FlyClient.builder()
            .token("fm2_x")
            .baseUri(uri)
            .rateLimiting(false)
            .build()
            .app("my-app")
            .machines();
  }

  /** Stops the server. */
  @TearDown
  public void stop() {
    server.stop(0);
    workers.shutdownNow();
  }

  /** The whole client: token, deadline over the body, events, checked model. */
  @Benchmark
  public Machine client() {
    return machines.get("17");
  }

  /** The JDK's client alone: one ready request, no deadline, the body as bytes that nobody reads. */
  @Benchmark
  public byte[] bare() throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }
}

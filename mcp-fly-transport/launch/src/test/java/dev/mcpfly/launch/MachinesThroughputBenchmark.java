package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.Machines;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineRuntime;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Measures calls per second through the emulator's edge to relays in processes: to one Machine and
 * to three, in turns. Every call of a client belongs to its session, which two of three times is at
 * another Machine than the one that the edge asks first. {@code .ci/performance machines} runs it;
 * {@code -Dbench.seconds} and {@code -Dbench.rounds} say how long.
 */
class MachinesThroughputBenchmark {
  private static final int CLIENTS = 24;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path WORK = Path.of("target", "machines-throughput").toAbsolutePath();

  private final int seconds = Integer.getInteger("bench.seconds", 10);
  private final int rounds = Integer.getInteger("bench.rounds", 5);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void printsCallsPerSecondOfOneMachineAndOfThree() throws Exception {
    Files.createDirectories(WORK);
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(MachineRuntime.processes())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      List<Integer> sizes = List.of(1, 3);
      for (int size : sizes) {
        deploy(emulator.client(), "app" + size, size);
      }
      double[][] rates = new double[sizes.size()][rounds];
      for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < sizes.size(); i++) {
          double rate = rate(URI.create(emulator.appUri("app" + sizes.get(i)) + "/mcp"));
          // The first round warms up.
          if (round >= 0) {
            rates[i][round] = rate;
          }
        }
      }
      String report =
          String.format(
              Locale.ROOT,
              "Calls per second through the emulator's edge, %d clients, %d processors, medians of"
                  + " %d rounds of %d s: %.0f with one Machine, %.0f with three (%.2f x)%n",
              CLIENTS,
              Runtime.getRuntime().availableProcessors(),
              rounds,
              seconds,
              median(rates[0]),
              median(rates[1]),
              median(rates[1]) / median(rates[0]));
      System.out.print(report);
      Files.writeString(Path.of("target", "machines-throughput.txt"), report);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void deploy(FlyClient fly, String app, int size) throws IOException {
    List<String> words = new ArrayList<>(RelayJar.javaCommand(RelayJar.installTo(WORK)));
    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String command =
        "exec "
            + String.join(" ", words)
            + " wrap --port \"$PORT\" --policy shared -- "
            + String.join(" ", LaunchServerMain.command());
    fly.apps().create(app, a -> a.org("personal"));
    fly.app(app).ipAssignments().create(IpAssignment.Type.of("v6"));
    fly.app(app).secrets().set("MCP_FLY_STICKY_KEY", "0123456789abcdef0123456789abcdef");
    fly.app(app).secrets().set("MCP_FLY_BEARER_TOKEN", "t");
    Machines machines = fly.app(app).machines();
    for (int i = 0; i < size; i++) {
      String id =
          machines
              .create(
                  r ->
                      r.config(
                          c ->
                              c.image("bench")
                                  .cmd("/bin/sh", "-c", command)
                                  .service(8080, s -> s.requests(1000, 2000).http(80))))
              .id();
      machines.await(id, MachineState.STARTED, PATIENCE);
    }
  }

  private double rate(URI uri) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    List<Thread> clients = new ArrayList<>();
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      sessions.add(
          post(
                  uri,
                  "",
                  "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                      + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                      + "\"clientInfo\":{\"name\":\"b\",\"version\":\"1\"}}}")
              .headers()
              .firstValue("Mcp-Session-Id")
              .orElseThrow());
    }
    long begun = System.nanoTime();
    long end = begun + Duration.ofSeconds(seconds).toNanos();
    for (String session : sessions) {
      Thread client =
          new Thread(
              () -> {
                try {
                  for (int id = 1; System.nanoTime() - end < 0; id++) {
                    assertThat(call(uri, session, id)).contains("\"result\"");
                    calls.incrementAndGet();
                  }
                } catch (IOException | InterruptedException | AssertionError e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      client.start();
      clients.add(client);
    }
    for (Thread client : clients) {
      client.join();
    }
    double passed = (System.nanoTime() - begun) / 1e9;
    assertThat(failures).isEmpty();
    return calls.get() / passed;
  }

  private String call(URI uri, String session, int id) throws IOException, InterruptedException {
    return post(
            uri,
            session,
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"env\",\"arguments\":{}}}")
        .body();
  }

  private HttpResponse<String> post(URI uri, String session, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Authorization", "Bearer t")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return http.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }
}

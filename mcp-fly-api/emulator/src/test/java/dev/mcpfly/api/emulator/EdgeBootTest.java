package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that have started and whose servers do not listen yet. */
@Timeout(120)
class EdgeBootTest {
  /** A machine that says who it is, once it listens. */
  private final class Booting extends StandInProcess {
    private final MachineSpec spec;
    private final HttpServer server;

    Booting(MachineSpec spec) throws IOException {
      super(port -> Optional.empty());
      this.spec = spec;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] id = spec.machineId().getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, id.length);
              exchange.getResponseBody().write(id);
            }
          });
      server.start();
    }

    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      if (listening.contains(spec.machineId())) {
        return Optional.of(server.getAddress());
      }
      refused.release();
      return Optional.empty();
    }

    @Override
    public void stop(String signal, Duration timeout) {
      server.stop(0);
      super.stop(signal, timeout);
    }
  }

  private static final String CONFIG =
      "{'image':'x','services':[{'protocol':'tcp','internal_port':8080,"
          + "'ports':[{'port':80,'handlers':['http']}]}]}";

  private final Set<String> listening = ConcurrentHashMap.newKeySet();
  private final Semaphore refused = new Semaphore(0);
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .runtime(Booting::new)
          .edgePatience(Duration.ofMinutes(10))
          .rateLimits(false)
          .start();
  private final Rest fly = new Rest(emulator);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> machines = new ArrayList<>();

  @BeforeEach
  void deploy() {
    fly.app("app");
    fly.post("/v1/apps/app/ip_assignments", "{'type':'shared_v4'}").expect(200);
    for (int i = 0; i < 3; i++) {
      String id =
          fly.post("/v1/apps/app/machines", "{'config':" + CONFIG + "}").expect(200).text("/id");
      fly.await("/v1/apps/app/machines/" + id, "started");
      machines.add(id);
    }
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private CompletableFuture<String> ask(String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.appUri("app") + "/"))
            .timeout(Duration.ofSeconds(100));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  @Test
  void requestsGoToMachinesThatListen() {
    listening.add(machines.get(1));
    for (int i = 0; i < 20; i++) {
      assertThat(ask().join()).isEqualTo(machines.get(1));
    }
    assertThat(ask("fly-prefer-instance-id", machines.get(0)).join()).isEqualTo(machines.get(1));
  }

  @Test
  void machineIsGivenRequestsOnceItListens() {
    listening.addAll(machines.subList(0, 2));
    for (int i = 0; i < 5; i++) {
      assertThat(ask().join()).isNotEqualTo(machines.get(2));
    }
    listening.add(machines.get(2));
    String answered = "";
    while (!answered.equals(machines.get(2))) { // within the test's time
      answered = ask().join();
    }
  }

  @Test
  void requestWaitsForTheFirstOfAllToListen() throws Exception {
    for (int i = 2; i >= 0; i--) {
      listening.clear();
      CompletableFuture<String> waiting = ask();
      refused.drainPermits();
      assertThat(refused.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting).isNotDone();
      listening.add(machines.get(i));
      assertThat(waiting.join()).isEqualTo(machines.get(i));
    }
  }

  @Test
  void requestThatNamesAMachineWaitsForIt() throws Exception {
    listening.addAll(machines.subList(0, 2));
    CompletableFuture<String> waiting = ask("fly-force-instance-id", machines.get(2));
    assertThat(refused.tryAcquire(5, 60, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting).isNotDone();
    listening.add(machines.get(2));
    assertThat(waiting.join()).isEqualTo(machines.get(2));
  }
}

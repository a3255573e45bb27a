package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.StandInProcess;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred members, with the emulator's rate limits on, under a clock that runs faster than real
 * time. All machines are one HTTP server of this process.
 */
@Tag("fleet")
@Timeout(180)
class FleetPaceTest {
  private static final int MEMBERS = 100;

  /** Creating a machine is allowed once a second for each app, after three at once. */
  private static final Duration ALLOWED = Duration.ofSeconds(MEMBERS - 3);

  private static final Duration TICK = Duration.ofMillis(10);

  /** How much faster than real time: a slow computer needs less to keep pace with the limits. */
  private static final int SPEED = Integer.getInteger("mcpfly.fleet.speed", 4);

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|\\d+)");

  @TempDir Path home;
  private final HeldClock clock = EmulatorClock.held();
  private HttpServer server;
  private FlyEmulator emulator;
  private FlyClient fly;
  private Thread ticking;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/mcp", FleetPaceTest::answer);
    server.start();
    emulator =
        FlyEmulator.builder()
            .clock(clock)
            .delays(LifecycleDelays.none())
            .runtime(spec -> StandInProcess.at(port -> Optional.of(server.getAddress())))
            .start();
    fly = emulator.client();
    ticking = new Thread(this::tick, "clock");
    ticking.setDaemon(true);
    ticking.start();
  }

  private void tick() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(TICK.toMillis());
        clock.advance(TICK.multipliedBy(SPEED));
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    ticking.interrupt();
    ticking.join();
    emulator.close();
    server.stop(0);
  }

  private static void answer(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher id = ID.matcher(request);
    if (!id.find()) {
      exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 202 : 405, -1);
      exchange.close();
      return;
    }
    byte[] body =
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"serverInfo\":{\"name\":\"many\",\"version\":\"1\"}}}"
            .formatted(id.group(1))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private McpLauncher member(int number) {
    return McpLauncher.on(fly)
        .http(HttpServerImage.of("ghcr.io/example/many:1"))
        .authorization(Authorization.none())
        .server("many-" + number)
        .host(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private long refusals() {
    return emulator.requests().stream()
        .filter(request -> request.status().orElse(0) == 429)
        .count();
  }

  @Test
  void hundredMachinesOfOneAppTakeHardlyLongerThanTheLimitsAllow() {
    List<Integer> members = IntStream.range(0, MEMBERS).boxed().toList();
    Instant start = clock.instant();
    McpFleet.Result<Integer> result =
        McpFleet.machineForEach("many", members, this::member).launch();
    Duration took = Duration.between(start, clock.instant());
    System.Logger log = System.getLogger(FleetPaceTest.class.getName());
    log.log(
        System.Logger.Level.INFO,
        "{0} machines in one app: {1} s of the emulator''s time, where the limits allow {2} s",
        MEMBERS,
        took.toMillis() / 1000.0,
        ALLOWED.toSeconds());
    assertThat(result.failed()).isEmpty();
    assertThat(emulator.counts().machines()).isEqualTo(MEMBERS);
    assertThat(refusals()).isZero();
    assertThat(took).isLessThanOrEqualTo(ALLOWED.multipliedBy(11).dividedBy(10));
  }

  @Test
  void hundredAppsNeverExceedTheRateLimit() {
    List<Integer> members = IntStream.range(0, MEMBERS).boxed().toList();
    McpFleet.Result<Integer> result = McpFleet.appForEach(members, this::member).launch();
    assertThat(result.failed()).isEmpty();
    assertThat(emulator.counts().apps()).isEqualTo(MEMBERS);
    assertThat(refusals()).isZero();
  }
}

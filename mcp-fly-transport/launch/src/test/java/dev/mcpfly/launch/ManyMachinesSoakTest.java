package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.Machines;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineRuntime;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * Three Machines of relays in separate processes behind one address, clients of the TypeScript and
 * Python SDKs in sessions, and Machines that are stopped, killed, suspended, replaced, and scaled
 * at random: what the time of {@code mcp.machines.soak.seconds} shows of losses. Needs Node, npm,
 * Python and what they install; prints its seed and its figures. How soon a lost session is
 * followed by a new one is printed, and judged only if {@code mcp.machines.soak.bound} says how
 * many milliseconds that may take: that is for a computer that has nothing else to do, and whose
 * clients wait up to {@code mcp.machines.soak.pause} milliseconds after each call.
 */
@EnabledIfSystemProperty(named = "mcp.machines.soak.seconds", matches = "\\d+")
class ManyMachinesSoakTest {
  private static final long SLACK = 250;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int seconds = Integer.getInteger("mcp.machines.soak.seconds");
  private final int number = Integer.getInteger("mcp.machines.soak.clients", 12);
  private final long seed = Long.getLong("mcp.machines.soak.seed", 20_261_128);
  private final long bound = Long.getLong("mcp.machines.soak.bound", 0);
  private final long pause = Long.getLong("mcp.machines.soak.pause", 0);
  private final Random random = new Random(seed);
  private final List<Outage> outages = new ArrayList<>();
  private final List<Outage> absences = new ArrayList<>();
  private final CallVerdict verdict = new CallVerdict(this::excuse);
  private final HttpClient http = HttpClient.newHttpClient();
  private SdkClients clients;
  private SoakClock clock;
  private final List<Long> times = new ArrayList<>();
  private Machines machines;
  private String relay;
  private URI address;

  /** A time in which a Machine was killed, or was not there, in milliseconds of the epoch. */
  private record Outage(String machine, long from, long to) {
    boolean during(long start, long end) {
      return start - SLACK <= to && end + SLACK >= from;
    }
  }

  @Test
  void noAnswerIsLostDoubledOrMixedUp() throws Exception {
    clients = SdkClients.install("soak", number, seed, 0, pause);
    clock = new SoakClock(clients.folder());
    System.out.printf("machines soak: seed %d, %d s, %d clients%n", seed, seconds, number);
    try (SdkClients started = clients;
        FlyEmulator emulator =
            FlyEmulator.builder()
                .runtime(MachineRuntime.processes())
                .delays(LifecycleDelays.none())
                .rateLimits(false)
                .start()) {
      address = emulator.appUri("soak");
      deploy(emulator.client());
      String user =
          Base64.getEncoder().encodeToString("ada:secret-of-ada".getBytes(StandardCharsets.UTF_8));
      started.start(address + "/mcp", "Bearer token-of-all", "Basic " + user);
      clients.awaitSessions();
      try (SoakClock running = clock) {
        running.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0) {
          try {
            disturb();
          } catch (IOException | RuntimeException | AssertionError e) {
            verdict.problem("a Machine could not be disturbed: " + e);
          }
          Thread.sleep(500 + random.nextInt(2000));
        }
        clients.finish();
      }
    }
    verdict.judge(clients, this::opened, call -> {});
    verdict.print("machines soak");
    times.sort(null);
    System.out.printf(
        "machines soak: new sessions after their loss and their Machine's return: median %d ms, 90"
            + " %% within %d ms, 99 %% within %d ms, slowest %d ms (a server starts in %d to %d"
            + " ms), seed %d%n",
        time(50), time(90), time(99), time(100), clock.shortest(), clock.longest(), seed);
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.answered()).isGreaterThan(number);
  }

  // ---- what runs ----

  private void deploy(FlyClient fly) throws IOException {
    List<String> words =
        new ArrayList<>(RelayJar.javaCommand(RelayJar.installTo(clients.folder())));
    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    relay =
        "exec %s wrap --port \"$PORT\" -- %s"
            .formatted(String.join(" ", words), String.join(" ", clients.server()));
    fly.apps().create("soak", a -> a.org("personal"));
    fly.app("soak").ipAssignments().create(IpAssignment.Type.of("v6"));
    fly.app("soak").secrets().set("MCP_FLY_STICKY_KEY", "0123456789abcdef0123456789abcdef");
    fly.app("soak").secrets().set("MCP_FLY_BEARER_TOKEN", "token-of-all");
    fly.app("soak").secrets().set("MCP_FLY_USER", "ada");
    fly.app("soak").secrets().set("MCP_FLY_PASSWORD", "secret-of-ada");
    machines = fly.app("soak").machines();
    for (int i = 0; i < 3; i++) {
      add();
    }
  }

  private void describe(MachineConfigBuilder config) {
    config
        .image("soak")
        .cmd("/bin/sh", "-c", relay)
        .env("MCP_FLY_DRAIN", "30s")
        .env("JOURNAL", clients.journal().toString())
        .stop(Signal.SIGTERM, Duration.ofSeconds(45))
        .service(8080, s -> s.autostart(true).http(80));
  }

  private void add() {
    started(machines.create(r -> r.config(this::describe)).id());
  }

  private void started(String id) {
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(2));
  }

  // ---- what happens ----

  private void disturb() throws IOException, InterruptedException {
    List<String> all = machines.list().stream().map(machine -> machine.id()).sorted().toList();
    String id = all.get(random.nextInt(all.size()));
    String what =
        List.of("stop", "kill", "suspend", "update", "replace", "up", "down")
            .get(random.nextInt(7));
    if ((what.equals("up") && all.size() > 3) || (what.equals("down") && all.size() < 4)) {
      what = "stop";
    }
    verdict.count("machines: " + what);
    long from = System.currentTimeMillis();
    note(from, what, id);
    switch (what) {
      case "stop" -> {
        drain(id);
        again(id, System.currentTimeMillis());
      }
      case "kill" -> {
        Optional<?> before = lastExit(id);
        machines.signal(id, Signal.SIGKILL);
        awaitExit(id, before);
        outages.add(new Outage(id, from, System.currentTimeMillis()));
        again(id, from);
      }
      case "suspend" -> {
        machines.suspend(id);
        do {
          Thread.sleep(50 + random.nextInt(1500));
        } while (machines.get(id).state().equals(MachineState.SUSPENDING));
        again(id, from);
      }
      case "update" -> {
        machines.cordon(id);
        drain(id);
        from = System.currentTimeMillis();
        machines.update(id, u -> u.config(c -> c.env("TURN", "" + random.nextInt())));
        again(id, from);
        machines.uncordon(id);
      }
      case "replace" -> {
        delete(id);
        add();
      }
      case "up" -> add();
      default -> {
        machines.cordon(id);
        drain(id);
        delete(id);
      }
    }
    note(System.currentTimeMillis(), "done", id);
  }

  private void delete(String id) {
    long from = System.currentTimeMillis();
    machines.delete(id, true);
    machines.await(id, MachineState.DESTROYED, Duration.ofMinutes(2));
    outages.add(new Outage(id, from, System.currentTimeMillis()));
  }

  private void note(long at, String what, String id) throws IOException {
    Files.writeString(
        clients.folder().resolve("machines.log"),
        at + " " + what + " " + id + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * Has a Machine end by a signal: the proxy brings it no request once the API stops it, not even
   * the answers of clients that calls in flight wait for.
   */
  private void drain(String id) throws InterruptedException {
    Optional<?> before = lastExit(id);
    machines.signal(id, Signal.SIGTERM);
    awaitExit(id, before);
  }

  /** Its clients wake it at once, so that its state says nothing. */
  private void awaitExit(String id, Optional<?> before) throws InterruptedException {
    for (int i = 0; i < 3000 && lastExit(id).equals(before); i++) {
      Thread.sleep(100);
    }
    assertThat(lastExit(id)).as("the machine %s has ended", id).isNotEqualTo(before);
  }

  private Optional<?> lastExit(String id) {
    return machines.get(id).lastExit();
  }

  /** Starts a Machine, unless a client has woken it already, and waits until it answers. */
  private void again(String id, long gone) throws InterruptedException {
    machines.start(id);
    started(id);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/livez"))
            .header("fly-force-instance-id", id)
            .timeout(Duration.ofMinutes(1))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(request)) {
      assertThat(System.nanoTime() - end).as("the machine %s answers", id).isNegative();
      Thread.sleep(20);
    }
    absences.add(new Outage(id, gone, System.currentTimeMillis()));
  }

  private boolean answers(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  // ---- what came of it ----

  private long time(int percent) {
    return times.isEmpty() ? 0 : times.get((times.size() - 1) * percent / 100);
  }

  /**
   * Measures from the later of two: the loss of the last session, and its Machine's return. A
   * session that is lost in its handshake is one, too.
   */
  private void opened(JsonNode event) {
    if (!event.path("anew").asBoolean()) {
      return;
    }
    verdict.count("sessions begun anew");
    long at = event.path("at").asLong();
    long lost = at - event.path("millis").asLong();
    String machine = event.path("was").asString("");
    long since =
        absences.stream()
            .filter(absence -> absence.machine().equals(machine) && absence.during(lost, at))
            .mapToLong(Outage::to)
            .reduce(lost, Math::max);
    long took = at - since - event.path("paused").asLong();
    times.add(took);
    if (took > 2000) {
      verdict.count("sessions begun anew after more than 2 s");
    }
    if (bound > 0 && took > clock.allowed(since, at, bound)) {
      verdict.problem("late by " + (took - bound) + " ms: " + event);
    }
  }

  /** A call may fail that was in flight on a Machine that was killed, or passed through one. */
  private Optional<String> excuse(String machine, long start, long end) {
    if (outages.stream().anyMatch(o -> o.machine().equals(machine) && o.during(start, end))) {
      return Optional.of("in flight on a killed machine");
    }
    return outages.stream().anyMatch(o -> o.during(start, end))
        ? Optional.of("on the way through a killed machine")
        : Optional.empty();
  }
}

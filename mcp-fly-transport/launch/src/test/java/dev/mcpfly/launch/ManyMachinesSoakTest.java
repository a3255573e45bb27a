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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three Machines of relays in separate processes behind one address, clients of the TypeScript and
 * Python SDKs in sessions, and Machines that are stopped, killed, suspended, replaced, and scaled
 * at random: what the time of {@code mcp.machines.soak.seconds} shows of losses. Needs Node, npm,
 * Python and what they install; prints its seed and its figures.
 */
@EnabledIfSystemProperty(named = "mcp.machines.soak.seconds", matches = "\\d+")
class ManyMachinesSoakTest {
  private static final Path WORK = Path.of("target", "machines-soak").toAbsolutePath();
  private static final long SLACK = 250;
  private static final String NO_SESSION = "initialize again";

  private final int seconds = Integer.getInteger("mcp.machines.soak.seconds");
  private final int clients = Integer.getInteger("mcp.machines.soak.clients", 12);
  private final long seed = Long.getLong("mcp.machines.soak.seed", 20_261_128);
  private final Random random = new Random(seed);
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Outage> outages = new CopyOnWriteArrayList<>();
  private final List<Outage> absences = new CopyOnWriteArrayList<>();
  private final SoakClock clock = new SoakClock(WORK);
  private final List<String> problems = new ArrayList<>();
  private long slowest;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path journal = WORK.resolve("journal");
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
    install();
    System.out.printf("machines soak: seed %d, %d s, %d clients%n", seed, seconds, clients);
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(MachineRuntime.processes())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      address = emulator.appUri("soak");
      deploy(emulator.client());
      String url = address + "/mcp";
      String user =
          Base64.getEncoder().encodeToString("ada:secret-of-ada".getBytes(StandardCharsets.UTF_8));
      List<Process> running =
          List.of(
              start("ts", url, "Bearer token-of-all", "node", "clients.mjs"),
              start("py", url, "Basic " + user, "venv/bin/python", "clients.py"));
      try (clock) {
        awaitAll();
        clock.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0) {
          disturb();
          Thread.sleep(500 + random.nextInt(2000));
        }
        Files.writeString(WORK.resolve("stop"), "");
        for (Process process : running) {
          assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
          assertThat(process.exitValue()).isZero();
        }
      } finally {
        running.forEach(Process::destroyForcibly);
      }
    }
    judge();
  }

  // ---- what runs ----

  private static void install() throws Exception {
    Files.createDirectories(WORK);
    Files.deleteIfExists(WORK.resolve("journal"));
    Files.deleteIfExists(WORK.resolve("stop"));
    Files.deleteIfExists(WORK.resolve("machines.log"));
    for (String name : List.of("server.py", "clients.mjs", "clients.py")) {
      Files.write(
          WORK.resolve(name),
          Files.readAllBytes(Path.of("src", "test", "resources", "soak", name)));
    }
    Files.writeString(WORK.resolve("package.json"), "{\"private\":true,\"type\":\"module\"}");
    run(
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        "@modelcontextprotocol/sdk@1.32.2");
    if (!Files.exists(WORK.resolve("venv/bin/python"))) {
      run("python3", "-m", "venv", "venv");
    }
    run("venv/bin/python", "-m", "pip", "install", "--quiet", "mcp==2.3.0");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(WORK.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private Process start(String name, String url, String authorization, String... program)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(List.of(url, "" + clients / 2, "" + seed, authorization));
    return new ProcessBuilder(words)
        .directory(WORK.toFile())
        .redirectOutput(WORK.resolve(name + ".jsonl").toFile())
        .redirectError(WORK.resolve(name + ".err").toFile())
        .start();
  }

  private void deploy(FlyClient fly) throws IOException {
    List<String> words = new ArrayList<>(RelayJar.javaCommand(RelayJar.installTo(WORK)));
    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    relay = "exec " + String.join(" ", words) + " wrap --port \"$PORT\" -- python3 " + WORK;
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
        .cmd("/bin/sh", "-c", relay + "/server.py")
        .env("MCP_FLY_DRAIN", "30s")
        .env("JOURNAL", journal.toString())
        .stop(Signal.SIGTERM, Duration.ofSeconds(45))
        .service(8080, s -> s.autostart(true).http(80));
  }

  private void add() {
    started(machines.create(r -> r.config(this::describe)).id());
  }

  private void started(String id) {
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(2));
  }

  /** Waits until every client has a session. */
  private void awaitAll() throws Exception {
    for (int i = 0; i < 1500; i++) {
      long open = 0;
      for (String name : List.of("ts.jsonl", "py.jsonl")) {
        try (Stream<String> lines = Files.lines(WORK.resolve(name))) {
          open += lines.filter(line -> line.matches(".*\"type\": ?\"open\".*")).count();
        }
      }
      if (open >= clients / 2 * 2L) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not all clients have a session after five minutes");
  }

  // ---- what happens ----

  private void disturb() throws Exception {
    List<String> all = machines.list().stream().map(machine -> machine.id()).sorted().toList();
    String id = all.get(random.nextInt(all.size()));
    String what =
        List.of("stop", "kill", "suspend", "update", "replace", "up", "down")
            .get(random.nextInt(7));
    if ((what.equals("up") && all.size() > 3) || (what.equals("down") && all.size() < 4)) {
      what = "stop";
    }
    count("machines " + what);
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

  private static void note(long at, String what, String id) throws IOException {
    Files.writeString(
        WORK.resolve("machines.log"),
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
  private void again(String id, long gone) throws Exception {
    machines.start(id);
    started(id);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/livez"))
            .header("fly-force-instance-id", id)
            .timeout(Duration.ofMinutes(1))
            .build();
    while (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
      Thread.sleep(20);
    }
    absences.add(new Outage(id, gone, System.currentTimeMillis()));
  }

  // ---- what came of it ----

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void judge() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    Map<String, Integer> executed = new HashMap<>();
    if (Files.exists(journal)) {
      Files.readAllLines(journal).forEach(key -> executed.merge(key, 1, Integer::sum));
    }
    Set<String> answered = new HashSet<>();
    for (String name : List.of("ts.jsonl", "py.jsonl")) {
      try (Stream<String> lines = Files.lines(WORK.resolve(name))) {
        for (String line : lines.toList()) {
          JsonNode event = json.readTree(line);
          String type = event.path("type").asString();
          switch (type) {
            case "call" -> {
              if (!answered.add(event.path("key").asString())) {
                problems.add("answered twice: " + line);
              }
            }
            case "open" -> {
              if (event.path("anew").asBoolean()) {
                anew(event, line);
              }
            }
            case "lost" -> count("lost with 404");
            case "failed", "closed" -> {
              if (event.path("error").asString("").contains(NO_SESSION)) {
                count("lost with 404 in their handshake");
                continue;
              }
              boolean ran = executed.containsKey(event.path("key").asString(""));
              if (!ran && event.path("error").asString("").contains("stream gone")) {
                count("lost with 404 on their stream");
              } else {
                failed(type, event, line);
              }
            }
            default -> problems.add(line);
          }
        }
      }
    }
    executed.forEach(
        (key, times) -> {
          if (times > 1) {
            problems.add("executed " + times + " times: " + key);
          }
        });
    answered.stream().filter(key -> !executed.containsKey(key)).forEach(problems::add);
    System.out.printf(
        "machines soak: %d calls answered, %s, %d problems%n",
        answered.size(), counts, problems.size());
    System.out.printf(
        "machines soak: slowest new session %d ms after its loss and its Machine's return (a server"
            + " starts in %d to %d ms), seed %d%n",
        slowest, clock.shortest(), clock.longest(), seed);
    problems.stream().limit(20).forEach(System.out::println);
    assertThat(problems).isEmpty();
    assertThat(answered).hasSizeGreaterThan(clients);
  }

  /**
   * A session is there two seconds after both the loss of the last one and its Machine's return.
   */
  private void anew(JsonNode event, String line) {
    count("begun anew");
    long at = event.path("at").asLong();
    long lost = at - event.path("millis").asLong();
    String machine = event.path("was").asString("");
    long since =
        absences.stream()
            .filter(absence -> absence.machine().equals(machine) && absence.during(lost, at))
            .mapToLong(Outage::to)
            .reduce(lost, Math::max);
    long took = at - since - event.path("paused").asLong();
    slowest = Math.max(slowest, took);
    if (took > 2000) {
      count("begun anew after more than 2 s");
    }
    if (took > clock.allowed(since, at, 2000)) {
      problems.add("late by " + (took - 2000) + " ms: " + line);
    }
  }

  /** A call may fail that was in flight on a Machine that was killed, or passed through one. */
  private void failed(String type, JsonNode event, String line) {
    long start = event.path("start").asLong();
    long end = event.path("at").asLong();
    String machine = event.path("machine").asString("");
    if (outages.stream().anyMatch(o -> o.machine().equals(machine) && o.during(start, end))) {
      count("failed in flight on a killed machine");
    } else if (outages.stream().anyMatch(o -> o.during(start, end))) {
      count("failed on the way through a killed machine");
    } else {
      problems.add(type + ": " + line);
    }
  }
}

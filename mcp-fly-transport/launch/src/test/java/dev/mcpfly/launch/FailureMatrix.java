package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every call of a launch, gone wrong in every way: the result is a working deployment, or the state
 * before. The build tries a sample, drawn by a seed that it prints; {@code -Dlaunch.matrix=full}
 * tries them all, {@code -Dlaunch.matrix.seed} draws again what was drawn.
 */
@Timeout(3600)
@Execution(ExecutionMode.CONCURRENT)
abstract class FailureMatrix {
  private static final boolean FULL = "full".equals(System.getProperty("launch.matrix"));
  private static final long SEED = Long.getLong("launch.matrix.seed", 20_261_128);

  private static final String FILE_TEXT = "{\n  // kept\n  \"context_servers\": {}\n}\n";

  /** What can happen to a call, once. */
  private static final Map<String, Function<Fault.Trigger, Fault>> FAULTS = faults();

  private static final AtomicInteger HOMES = new AtomicInteger();

  @TempDir Path folder;

  private static Map<String, Function<Fault.Trigger, Fault>> faults() {
    Map<String, Function<Fault.Trigger, Fault>> faults = new LinkedHashMap<>();
    faults.put("refused", Fault.Trigger::refuse);
    for (int status : new int[] {401, 403, 408, 409, 422, 429, 500, 503}) {
      faults.put(String.valueOf(status), trigger -> trigger.answer(status));
    }
    faults.put("stalled", Fault.Trigger::stallBody);
    faults.put("dropped before", Fault.Trigger::dropBefore);
    faults.put("dropped after", Fault.Trigger::dropAfter);
    return faults;
  }

  /** Makes what is there before a launch. */
  interface Start {
    Attempt attempt() throws IOException;
  }

  /** A fault, and how it is put where it strikes. */
  record Case(String name, Function<Attempt, Runnable> arming) {}

  /** Tries each call of the launch with each fault, or as many of these cases as are wanted. */
  final void tryEveryCall(String kind, int sample, Start start) throws IOException {
    Map<String, Integer> calls = new HashMap<>();
    List<Case> cases = new ArrayList<>();
    for (String operation : operationsOf(start)) {
      int call = calls.merge(operation, 1, Integer::sum);
      FAULTS.forEach(
          (name, fault) ->
              cases.add(
                  new Case(
                      "call %d of %s %s".formatted(call, operation, name),
                      attempt ->
                          () ->
                              attempt
                                  .emulator
                                  .faults()
                                  .add(fault.apply(Fault.on(operation).call(call))))));
    }
    tryCases(kind, sample, cases, start);
  }

  final void tryCases(String kind, int sample, List<Case> cases, Start start) throws IOException {
    assertThat(cases).hasSizeGreaterThanOrEqualTo(sample);
    List<Case> drawn = new ArrayList<>(cases);
    if (!FULL) {
      Collections.shuffle(drawn, new Random(SEED + kind.hashCode()));
      drawn.subList(sample, drawn.size()).clear();
    }
    System.out.printf(
        "%s: %d of %d failure cases, seed %d%n", kind, drawn.size(), cases.size(), SEED);
    List<String> broken = new ArrayList<>();
    int half = 0;
    for (Case one : drawn) {
      try (Attempt attempt = start.attempt()) {
        attempt.check(one, kind + ", " + one.name(), broken);
        half += attempt.admitted ? 1 : 0;
      }
    }
    System.out.printf("%s: %d said themselves what they could not undo%n", kind, half);
    assertThat(broken).isEmpty();
  }

  /** Records which operations a launch without faults calls. */
  private static List<String> operationsOf(Start start) throws IOException {
    try (Attempt attempt = start.attempt()) {
      int before = attempt.emulator.requests().size();
      attempt.act(attempt.patient);
      return attempt.emulator.requests().stream()
          .skip(before)
          .map(FlyEmulator.RecordedRequest::operation)
          .toList();
    }
  }

  /** One emulator, one home, one launch. */
  abstract class Attempt implements AutoCloseable {
    final PingMachines machines = new PingMachines();
    final FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(this::start)
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start();
    private final FlyClient fly =
        FlyClient.builder()
            .token(emulator.token())
            .baseUri(emulator.uri())
            .apiBaseUri(emulator.uri())
            .appUris(emulator::appUri)
            .rateLimiting(false)
            .sleeper(duration -> Thread.sleep(1))
            .attemptTimeout(Duration.ofMillis(1500)) // for a stalled answer, which there is once
            .callTimeout(Duration.ofSeconds(6))
            .build();

    /** For what is no part of a case: it waits as long as a slow computer needs. */
    final FlyClient patient =
        emulator
            .clientBuilder()
            .sleeper(pause -> Thread.sleep(Math.min(pause.toMillis(), 100)))
            .build();

    private final Path home;
    private final HostEnvironment host;
    private boolean admitted;

    Attempt() throws IOException {
      home = Files.createDirectory(folder.resolve("home" + HOMES.getAndIncrement()));
      LaunchTestBase.write(home.resolve(".config/zed/settings.json"), FILE_TEXT);
      host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    }

    final Path home() {
      return home;
    }

    /** Runs a machine; all are servers that answer, unless a test has others. */
    EmulatedProcess start(MachineSpec spec) throws IOException {
      return machines.start(spec);
    }

    /** Returns the launch that all kinds have in common. */
    final McpLauncher command(FlyClient account) {
      return plain(account).command("server");
    }

    /** A launch that does not say yet what is run. */
    final McpLauncher plain(FlyClient account) {
      // What prepares a case must not fail because the computer is busy; a case may.
      Duration patience = Duration.ofSeconds(account == patient ? 120 : 5);
      return McpLauncher.on(account)
          .server("notes")
          .host(host)
          .client(McpClients.in(host).zed())
          .answerTimeout(patience)
          .startTimeout(patience);
    }

    /** Does what goes wrong: a launch, or a later change. */
    void act(FlyClient account) {
      changed(account).launch();
    }

    /** Opens the deployment of an earlier launch. */
    final McpDeployment deployment(FlyClient account) {
      return McpDeployments.on(account).host(host).open("notes");
    }

    /** Returns the launch that goes wrong. */
    abstract McpLauncher changed(FlyClient account);

    /** Whether there is exactly what a launch that worked leaves. */
    abstract boolean isWhole(FlyEmulator.Counts counts);

    /** What is to run: equal before and after a launch that failed. */
    abstract String configuration();

    /** Takes away the faults that have not struck: they must not strike the checks. */
    void disarm() {
      emulator.faults().clear();
    }

    private void check(Case one, String name, List<String> broken) throws IOException {
      FlyEmulator.Counts before = emulator.counts();
      List<String> filesBefore = files();
      String configurationBefore = configuration();
      one.arming().apply(this).run();
      try {
        act(fly); // which has heard the server answer
        if (!isWhole(emulator.counts())) {
          broken.add(name + ": works, but leaves " + emulator.counts());
        }
      } catch (LaunchException | FlyException e) {
        disarm();
        admitted = e instanceof LaunchException launch && !launch.notUndone().isEmpty();
        FlyEmulator.Counts after = admitted ? emulator.counts() : settled(before);
        if (!admitted
            && (!sameBut(before, after)
                || !files().equals(filesBefore)
                || !configuration().equals(configurationBefore))) {
          broken.add(
              "%s: failed with \"%s\" and leaves %s %s %s"
                  .formatted(name, e.getMessage(), after, files(), configuration()));
        }
      }
    }

    /** A volume that is deleted goes a moment after the answer. */
    private FlyEmulator.Counts settled(FlyEmulator.Counts before) {
      FlyEmulator.Counts counts = emulator.counts();
      for (int i = 0; i < 300 && !sameBut(before, counts); i++) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        counts = emulator.counts();
      }
      return counts;
    }

    /** A lease runs out by itself. */
    private static boolean sameBut(FlyEmulator.Counts before, FlyEmulator.Counts after) {
      return before.apps() == after.apps()
          && before.machines() == after.machines()
          && before.volumes() == after.volumes()
          && before.ips() == after.ips()
          && before.certificates() == after.certificates()
          && before.secrets() == after.secrets();
    }

    private List<String> files() throws IOException {
      try (Stream<Path> files = Files.walk(home)) {
        return files
            .filter(path -> Files.isRegularFile(path) && !path.toString().endsWith(".bak"))
            .map(path -> home.relativize(path) + ":" + path.toFile().length())
            .sorted()
            .toList();
      }
    }

    @Override
    public void close() {
      emulator.close();
      assertThat(machines.running.get()).isZero();
    }
  }
}

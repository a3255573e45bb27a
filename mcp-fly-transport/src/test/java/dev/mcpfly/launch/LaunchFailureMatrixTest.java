package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.emulator.EmulatorCounts;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.RecordedRequest;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call of a launch, gone wrong in every way: the result is a working deployment, or the state
 * before. The build tries a sample, drawn by a seed that it prints; {@code -Dlaunch.matrix=full}
 * tries them all.
 */
@Timeout(3600)
class LaunchFailureMatrixTest {
  private static final int SAMPLE = 20;
  private static final boolean FULL = "full".equals(System.getProperty("launch.matrix"));
  private static final long SEED =
      Long.getLong("launch.matrix.seed", System.currentTimeMillis() / 1000);

  private static final String FILE_TEXT = "{\n  // kept\n  \"context_servers\": {}\n}\n";

  /** What can happen to a call, once. */
  private static final Map<String, Function<Fault.Trigger, Fault>> FAULTS = faults();

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

  /** The kinds of launch. */
  enum Kind {
    PLAIN,
    WITH_VOLUME,
    INTO_AN_APP_THAT_IS_THERE,
    WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE,
    WITH_HOST_NAME,
    FLYCAST,
    UPDATE;

    boolean hasVolume() {
      return this == WITH_VOLUME || this == WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE;
    }

    boolean hasApp() {
      return this == INTO_AN_APP_THAT_IS_THERE || this == WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE;
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsInAWorkingDeploymentOrInTheStateBefore(Kind kind) throws IOException {
    List<String> operations = operationsOf(kind);
    Map<String, Integer> calls = new HashMap<>();
    List<Case> cases = new ArrayList<>();
    for (String operation : operations) {
      int call = calls.merge(operation, 1, Integer::sum);
      FAULTS.forEach((name, fault) -> cases.add(new Case(operation, call, name, fault)));
    }
    int all = cases.size();
    if (!FULL) {
      Collections.shuffle(cases, new Random(SEED + kind.name().hashCode()));
      cases.subList(Math.min(SAMPLE, all), all).clear();
    }
    System.out.printf("%s: %d of %d failure cases, seed %d%n", kind, cases.size(), all, SEED);
    List<String> broken = new ArrayList<>();
    for (Case one : cases) {
      try (Attempt attempt = new Attempt(kind)) {
        attempt.check(one, kind + ", " + one, broken);
      }
    }
    assertThat(cases).hasSizeGreaterThanOrEqualTo(SAMPLE);
    assertThat(broken).isEmpty();
  }

  private record Case(
      String operation, int call, String name, Function<Fault.Trigger, Fault> fault) {
    @Override
    public String toString() {
      return "call %d of %s %s".formatted(call, operation, name);
    }
  }

  /** Records which operations a launch without faults calls. */
  private List<String> operationsOf(Kind kind) throws IOException {
    try (Attempt attempt = new Attempt(kind)) {
      int before = attempt.emulator.requests().size();
      attempt.changed(attempt.patient).launch();
      return attempt.emulator.requests().stream()
          .skip(before)
          .map(RecordedRequest::operation)
          .toList();
    }
  }

  private static int homes;

  /** One emulator, one home, one launch. */
  private final class Attempt implements AutoCloseable {
    final PingMachines machines = new PingMachines();
    final FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(machines)
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start();
    final FlyClient fly =
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

    /** For what is no part of a case: it has time. */
    final FlyClient patient = emulator.client();

    final Kind kind;
    final Path home;
    final HostEnvironment host;

    Attempt(Kind kind) throws IOException {
      this.kind = kind;
      home = Files.createDirectory(folder.resolve("home" + homes++));
      LaunchTestBase.write(home.resolve(".config/zed/settings.json"), FILE_TEXT);
      host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
      if (kind.hasApp()) {
        patient.apps().create("mine", a -> a.org("personal"));
        patient.app("mine").secrets().set("OLD", "kept");
      } else if (kind == Kind.UPDATE) {
        launcher(patient).launch();
      }
    }

    McpLauncher launcher(FlyClient account) {
      McpLauncher launcher =
          McpLauncher.on(account)
              .command("server")
              .server("notes")
              .host(host)
              .client(McpClients.in(host).zed())
              .answerTimeout(Duration.ofSeconds(5))
              .startTimeout(Duration.ofSeconds(5));
      return switch (kind) {
        case PLAIN -> launcher.secret("KEY", "value-1");
        case WITH_VOLUME -> launcher.volume(ServerVolume.of("data", "/data"));
        case INTO_AN_APP_THAT_IS_THERE -> launcher.app("mine").secret("KEY", "value-1");
        case WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE ->
            launcher.app("mine").volume(ServerVolume.of("data", "/data"));
        case WITH_HOST_NAME -> launcher.domain("mcp.example.com");
        case FLYCAST ->
            launcher.access(Access.flycast(new EdgeTunnel(emulator.appUri("notes").resolve("/"))));
        case UPDATE -> launcher;
      };
    }

    McpLauncher changed(FlyClient account) {
      McpLauncher launcher = launcher(account);
      return kind == Kind.UPDATE ? launcher.command("server --more") : launcher;
    }

    void check(Case one, String name, List<String> broken) throws IOException {
      EmulatorCounts countsBefore = emulator.counts();
      List<String> filesBefore = files();
      String commandBefore = commands();
      emulator.faults().add(one.fault().apply(Fault.on(one.operation()).call(one.call())));
      try {
        changed(fly).launch(); // which has heard the server answer
        EmulatorCounts counts = emulator.counts();
        if (counts.apps() != 1
            || counts.machines() != 1
            || counts.ips() != (kind == Kind.FLYCAST ? 1 : 2)
            || counts.certificates() != (kind == Kind.WITH_HOST_NAME ? 1 : 0)
            || counts.volumes() != (kind.hasVolume() ? 1 : 0)) {
          broken.add(name + ": works, but leaves " + counts);
        }
      } catch (LaunchException | FlyException e) {
        emulator.faults().clear(); // one that has not struck yet must not strike the checks
        boolean admitted = e instanceof LaunchException launch && !launch.notUndone().isEmpty();
        EmulatorCounts counts = admitted ? emulator.counts() : settled(countsBefore);
        if (!admitted
            && (!sameBut(countsBefore, counts)
                || !files().equals(filesBefore)
                || !commands().equals(commandBefore))) {
          broken.add(
              name
                  + ": failed with \""
                  + e.getMessage()
                  + "\" and leaves "
                  + counts
                  + " "
                  + files());
        }
      }
    }

    /** A volume that is deleted goes a moment after the answer. */
    private EmulatorCounts settled(EmulatorCounts before) {
      EmulatorCounts counts = emulator.counts();
      for (int i = 0; i < 300 && !sameBut(before, counts); i++) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        counts = emulator.counts();
      }
      return counts;
    }

    /** A lease runs out by itself. */
    private static boolean sameBut(EmulatorCounts before, EmulatorCounts after) {
      return before.apps() == after.apps()
          && before.machines() == after.machines()
          && before.volumes() == after.volumes()
          && before.ips() == after.ips()
          && before.certificates() == after.certificates()
          && before.secrets() == after.secrets();
    }

    private String commands() {
      if (emulator.counts().apps() == 0) {
        return "";
      }
      String app = kind.hasApp() ? "mine" : "notes";
      return patient.app(app).machines().list().stream()
          .map(machine -> machine.config().orElseThrow().init().cmd().toString())
          .toList()
          .toString();
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

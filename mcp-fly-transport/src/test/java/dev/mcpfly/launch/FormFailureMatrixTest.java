package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.Machine;
import dev.mcpfly.api.MachineState;
import dev.mcpfly.api.emulator.EmulatorCounts;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineProcess;
import dev.mcpfly.api.emulator.RecordedRequest;
import dev.mcpfly.api.model.IpType;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.image.registry.FakeRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link LaunchFailureMatrixTest} for launches that push an image, that are reached through a
 * gateway, or that share a machine; and every request to the registry, gone wrong. {@code
 * -Dlaunch.matrix=full} tries all cases.
 */
@Timeout(3600)
class FormFailureMatrixTest {
  private static final int SAMPLE = 8;
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
    RELAY,
    BEHIND_A_GATEWAY,
    INTO_A_MACHINE_THAT_IS_THERE,
    UPDATE_IN_A_MACHINE
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

  @Test
  void aPushThatGoesWrongEndsInAWorkingDeploymentOrInTheStateBefore() throws IOException {
    int requests;
    try (Attempt attempt = new Attempt(Kind.RELAY)) {
      attempt.changed(attempt.patient).launch();
      requests = attempt.registry.seen().size();
    }
    List<RegistryCase> cases = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      for (int status : new int[] {401, 403, 404, 429, 500}) {
        cases.add(new RegistryCase(i, new FakeRegistry.Answer(status, Map.of(), "{}")));
      }
      cases.add(new RegistryCase(i, new FakeRegistry.Cut(0)));
    }
    int all = cases.size();
    if (!FULL) {
      Collections.shuffle(cases, new Random(SEED));
      cases.subList(Math.min(SAMPLE, all), all).clear();
    }
    System.out.printf("registry: %d of %d failure cases, seed %d%n", cases.size(), all, SEED);
    List<String> broken = new ArrayList<>();
    for (RegistryCase one : cases) {
      try (Attempt attempt = new Attempt(Kind.RELAY)) {
        AtomicInteger request = new AtomicInteger();
        attempt.launchAndCheck(
            () ->
                attempt.registry.faults(
                    seen ->
                        request.getAndIncrement() == one.request()
                            ? Optional.of(one.fault())
                            : Optional.empty()),
            "registry, " + one,
            broken);
      }
    }
    assertThat(broken).isEmpty();
  }

  private record RegistryCase(int request, FakeRegistry.Fault fault) {}

  private static int homes;

  /** One emulator, one registry, one home, one launch. */
  private final class Attempt implements AutoCloseable {
    final PingMachines machines = new PingMachines();
    final FakeRegistry registry = new FakeRegistry();
    final HttpServer gateway;
    final FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(spec -> spec.app().equals("gw") ? gatewayMachine() : machines.start(spec))
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
            .attemptTimeout(Duration.ofMillis(1500))
            .callTimeout(Duration.ofSeconds(6))
            .build();

    /** For what surrounds the launch: it waits as long as a slow computer needs. */
    final FlyClient patient = emulator.client();

    final Kind kind;
    final Path home;
    final HostEnvironment host;
    String hostMachine = "";

    Attempt(Kind kind) throws IOException {
      this.kind = kind;
      home = Files.createDirectory(folder.resolve("home" + homes++));
      LaunchTestBase.write(home.resolve(".config/zed/settings.json"), FILE_TEXT);
      host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
      gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      gateway.createContext("/", ReplayHandler.to(() -> FlyReplay.to("notes")));
      gateway.start();
      switch (kind) {
        case RELAY -> FakeImages.putInto(registry);
        case BEHIND_A_GATEWAY -> deploy("gw");
        case INTO_A_MACHINE_THAT_IS_THERE -> hostMachine = deploy("mine");
        case UPDATE_IN_A_MACHINE -> {
          hostMachine = deploy("mine");
          launcher(patient).launch();
        }
      }
    }

    private MachineProcess gatewayMachine() {
      return StandInProcess.at(port -> Optional.of(gateway.getAddress()));
    }

    /** Deploys what somebody else runs, and returns its machine. */
    private String deploy(String app) {
      patient.apps().create(app, a -> a.org("personal"));
      patient.app(app).ipAssignments().create(IpType.of("shared_v4"));
      String machine =
          patient
              .app(app)
              .machines()
              .create(
                  r ->
                      r.config(
                          c ->
                              c.image("example/other")
                                  .cmd("serve")
                                  .service(8080, s -> s.http(80).https(443))))
              .id();
      patient.app(app).machines().await(machine, MachineState.STARTED, Duration.ofSeconds(30));
      return machine;
    }

    McpLauncher launcher(FlyClient client) {
      McpLauncher launcher =
          McpLauncher.on(client)
              .command("server")
              .server("notes")
              .host(host)
              .client(McpClients.in(host).zed())
              .answerTimeout(Duration.ofSeconds(5))
              .startTimeout(Duration.ofSeconds(5));
      return switch (kind) {
        case RELAY -> launcher.relay().images(FakeImages.client(registry, folder.resolve("cache")));
        case BEHIND_A_GATEWAY ->
            launcher.access(Access.gateway(emulator.appUri("gw").resolve("/")));
        case INTO_A_MACHINE_THAT_IS_THERE, UPDATE_IN_A_MACHINE ->
            launcher.intoMachine("mine", hostMachine).secret("KEY", "value-1");
      };
    }

    McpLauncher changed(FlyClient client) {
      boolean update = kind == Kind.UPDATE_IN_A_MACHINE;
      McpLauncher launcher = launcher(client);
      return update ? launcher.command("server --more") : launcher;
    }

    void check(Case one, String name, List<String> broken) throws IOException {
      launchAndCheck(
          () ->
              emulator.faults().add(one.fault().apply(Fault.on(one.operation()).call(one.call()))),
          name,
          broken);
    }

    /** Launches with a fault that is armed once the state before is known. */
    void launchAndCheck(Runnable arm, String name, List<String> broken) throws IOException {
      EmulatorCounts countsBefore = emulator.counts();
      List<String> filesBefore = files();
      String configsBefore = configs();
      arm.run();
      try {
        changed(fly).launch(); // which has heard the server answer
        EmulatorCounts counts = emulator.counts();
        if (counts.apps() != (kind == Kind.BEHIND_A_GATEWAY ? 2 : 1)
            || counts.machines() != counts.apps()
            || counts.ips() != ips()
            || counts.volumes() != 0) {
          broken.add(name + ": works, but leaves " + counts);
        }
      } catch (LaunchException | FlyException e) {
        emulator.faults().clear(); // one that has not struck yet must not strike the checks
        registry.faults(seen -> Optional.empty());
        boolean admitted = e instanceof LaunchException launch && !launch.notUndone().isEmpty();
        EmulatorCounts counts = emulator.counts();
        if (!admitted
            && (!sameBut(countsBefore, counts)
                || !files().equals(filesBefore)
                || !configs().equals(configsBefore)
                || registry.hasTag("notes", "mcp-notes"))) {
          broken.add(
              name
                  + ": failed with \""
                  + e.getMessage()
                  + "\" and leaves "
                  + counts
                  + " "
                  + files()
                  + configs());
        }
      }
    }

    private int ips() {
      return switch (kind) {
        case BEHIND_A_GATEWAY, INTO_A_MACHINE_THAT_IS_THERE, UPDATE_IN_A_MACHINE -> 1;
        default -> 2;
      };
    }

    /** A lease runs out by itself. */
    private static boolean sameBut(EmulatorCounts before, EmulatorCounts after) {
      return before.apps() == after.apps()
          && before.machines() == after.machines()
          && before.volumes() == after.volumes()
          && before.ips() == after.ips()
          && before.secrets() == after.secrets();
    }

    /** What all machines are to run. */
    private String configs() {
      List<String> configs = new ArrayList<>();
      for (String app : new String[] {"notes", "mine", "gw"}) {
        if (patient.apps().find(app).isPresent()) {
          for (Machine machine : patient.app(app).machines().list()) {
            configs.add(machine.config().orElseThrow().json().toJson());
          }
        }
      }
      return configs.toString();
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
      registry.close();
      gateway.stop(0);
      assertThat(machines.running.get()).isZero();
    }
  }
}

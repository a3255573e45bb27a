package dev.mcpfly.launch;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.api.emulator.StandInProcess;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.image.registry.FakeRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Launches that push an image, that are reached through a gateway, or that share a machine; and
 * every request to the registry, gone wrong.
 */
class FormFailureMatrixTest extends FailureMatrix {
  private static final int SAMPLE = 5;

  /** The kinds of launch. */
  enum Kind {
    RELAY,
    WITH_RULES,
    OTHER_RULES,
    BEHIND_A_GATEWAY,
    INTO_A_MACHINE_THAT_IS_THERE,
    UPDATE_IN_A_MACHINE,
    SIGN_IN,
    SIGN_IN_CHANGED
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsInAWorkingDeploymentOrThePreviousState(Kind kind) throws IOException {
    tryEveryCall(kind.name(), SAMPLE, () -> new FormAttempt(kind));
  }

  @Test
  void failedPushEndsInAWorkingDeploymentOrThePreviousState() throws IOException {
    int requests;
    try (FormAttempt attempt = new FormAttempt(Kind.RELAY)) {
      attempt.changed(attempt.patient).launch();
      requests = attempt.registry.seen().size();
    }
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      for (int status : new int[] {401, 403, 404, 429, 500}) {
        cases.add(registryCase(i, new FakeRegistry.Answer(status, Map.of(), "{}")));
      }
      cases.add(registryCase(i, new FakeRegistry.Cut(0)));
    }
    tryCases("registry", SAMPLE, cases, () -> new FormAttempt(Kind.RELAY));
  }

  private static Case registryCase(int number, FakeRegistry.Fault fault) {
    return new Case(
        "request %d: %s".formatted(number, fault),
        attempt ->
            () -> {
              AtomicInteger request = new AtomicInteger();
              ((FormAttempt) attempt)
                  .registry.faults(
                      seen ->
                          request.getAndIncrement() == number
                              ? Optional.of(fault)
                              : Optional.empty());
            });
  }

  /** With a registry, and an app that another tool made where the kind wants one. */
  private final class FormAttempt extends Attempt {
    private final Kind kind;
    private final FakeRegistry registry = new FakeRegistry();
    private final HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private String hostMachine = "";

    FormAttempt(Kind kind) throws IOException {
      this.kind = kind;
      gateway.createContext("/", ReplayHandler.to(() -> FlyReplay.to("notes")));
      gateway.start();
      switch (kind) {
        case RELAY, WITH_RULES -> FakeImages.putInto(registry);
        case OTHER_RULES -> {
          FakeImages.putInto(registry);
          withRules(patient).launch();
        }
        case SIGN_IN -> {
          FakeImages.putInto(registry);
          machines.asksForSignIn();
        }
        case SIGN_IN_CHANGED -> {
          FakeImages.putInto(registry);
          machines.asksForSignIn();
          signIn(patient).launch();
        }
        case BEHIND_A_GATEWAY -> deploy("gw");
        case INTO_A_MACHINE_THAT_IS_THERE -> hostMachine = deploy("mine");
        case UPDATE_IN_A_MACHINE -> {
          hostMachine = deploy("mine");
          intoTheMachine(patient).launch();
        }
      }
    }

    @Override
    EmulatedProcess start(MachineSpec spec) throws IOException {
      return spec.app().equals("gw")
          ? StandInProcess.at(port -> Optional.of(gateway.getAddress()))
          : super.start(spec);
    }

    /** Deploys what another tool would, and returns its machine. */
    private String deploy(String app) {
      patient.apps().create(app, a -> a.org("personal"));
      patient.app(app).ipAssignments().create(IpAssignment.Type.of("shared_v4"));
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

    private McpLauncher intoTheMachine(FlyClient account) {
      return command(account).intoMachine("mine", hostMachine).secret("KEY", "value-1");
    }

    private McpLauncher withRules(FlyClient account) {
      return command(account)
          .tools(t -> t.allow("*").deny("read_secret"))
          .user("alice", u -> u.token("value-2").secret("KEY", "value-3"))
          .images(FakeImages.client(registry, folder.resolve("cache")));
    }

    private McpLauncher signIn(FlyClient account) {
      return command(account)
          .images(FakeImages.client(registry, folder.resolve("cache")))
          .authorization(Authorization.oauth());
    }

    @Override
    McpLauncher changed(FlyClient account) {
      return switch (kind) {
        case WITH_RULES -> withRules(account);
        case OTHER_RULES ->
            withRules(account)
                .callerLimits(l -> l.callsAtOnce(2))
                .user("bob", u -> u.token("value-4"));
        case SIGN_IN -> signIn(account);
        case SIGN_IN_CHANGED ->
            signIn(account).authorization(Authorization.oauth().user("ann", "a word"));
        case RELAY ->
            command(account).relay().images(FakeImages.client(registry, folder.resolve("cache")));
        case BEHIND_A_GATEWAY ->
            command(account).access(Access.gateway(emulator.appUri("gw").resolve("/")));
        case INTO_A_MACHINE_THAT_IS_THERE -> intoTheMachine(account);
        case UPDATE_IN_A_MACHINE -> intoTheMachine(account).command("server --more");
      };
    }

    private boolean isRelayed() {
      return kind == Kind.RELAY || kind.name().matches(".*_RULES|SIGN_IN.*");
    }

    @Override
    boolean isWhole(FlyEmulator.Counts counts) {
      return counts.apps() == (kind == Kind.BEHIND_A_GATEWAY ? 2 : 1)
          && counts.machines() == counts.apps()
          && counts.ips() == (isRelayed() ? 2 : 1)
          && counts.volumes() == 0;
    }

    /** What all machines are to run, and whether an image is there. */
    @Override
    String configuration() {
      List<String> configs = new ArrayList<>();
      for (String app : new String[] {"notes", "mine", "gw"}) {
        if (patient.apps().find(app).isPresent()) {
          for (Machine machine : patient.app(app).machines().list()) {
            configs.add(machine.config().orElseThrow().json().toJson());
          }
        }
      }
      configs.add(registry.hasTag("notes", "mcp-notes") ? "tag" : "no tag");
      return configs.toString();
    }

    @Override
    void disarm() {
      super.disarm();
      registry.faults(seen -> Optional.empty());
    }

    @Override
    public void close() {
      super.close();
      registry.close();
      gateway.stop(0);
    }
  }
}

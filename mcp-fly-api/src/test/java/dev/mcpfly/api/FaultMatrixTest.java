package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mcpfly.api.emulator.EmulatorCounts;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.RecordedRequest;
import dev.mcpfly.api.model.IpType;
import dev.mcpfly.api.model.SecretKeyType;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation that changes something, under every fault: it happened exactly once, or the error
 * says that the outcome is unknown, or it surely did not happen. The emulator is asked what exists.
 */
@Timeout(180)
class FaultMatrixTest {
  private static final String APP = "my-app";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** An operation: how it is called, and how often it happened. */
  private record Deed(
      String operation,
      Consumer<World> prepare,
      Consumer<World> act,
      ToIntFunction<World> effects) {}

  /** An emulator with an app, a volume and a started machine in it. */
  private static final class World implements AutoCloseable {
    final SkippingClock clock = new SkippingClock();
    final FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start();
    final FlyClient fly =
        FlyClient.builder()
            .token(emulator.token())
            .httpClient(HTTP)
            .baseUri(emulator.uri())
            .rateLimiting(false)
            .clock(clock)
            .sleeper(clock)
            .attemptTimeout(Duration.ofMillis(400))
            .build();
    final FlyApp app = fly.app(APP);
    String machine = "";
    String volume = "";
    int before;
    MachineLease lease;

    World() {
      fly.apps().create(APP, a -> a.org("personal"));
    }

    void machine() {
      machine =
          app.machines()
              .create(r -> r.region("iad").config(c -> c.image("i").service(80, s -> s.http(80))))
              .id();
      app.machines().await(machine, MachineState.STARTED, Duration.ofMinutes(1));
    }

    void stoppedMachine() {
      machine();
      app.machines().stop(machine);
      app.machines().await(machine, MachineState.STOPPED, Duration.ofMinutes(1));
    }

    void volume() {
      volume = app.volumes().create(v -> v.name("data").region("iad").sizeGb(1)).id();
    }

    EmulatorCounts counts() {
      return emulator.counts();
    }

    /** Counts the requests of an operation that reached it: a fault kept the others from it. */
    int reached(String operation) {
      int count = 0;
      for (RecordedRequest request : emulator.requests()) {
        if (request.operation().equals(operation) && request.status().orElse(0) / 100 == 2) {
          count++;
        }
      }
      return count;
    }

    @Override
    public void close() {
      if (lease != null) {
        emulator.faults().clear();
        lease.close();
      }
      emulator.close();
    }
  }

  private static List<Deed> deeds() {
    List<Deed> deeds = new ArrayList<>();
    Consumer<World> nothing = w -> {};
    deeds.add(
        new Deed(
            "Apps_create",
            nothing,
            w -> w.fly.apps().create("other", a -> a.org("personal")),
            w -> w.counts().apps() - 1));
    deeds.add(
        new Deed(
            "Apps_delete", nothing, w -> w.fly.apps().delete(APP), w -> gone(w.counts().apps())));
    deeds.add(
        new Deed(
            "Machines_create",
            nothing,
            w -> w.app.machines().create(r -> r.config(c -> c.image("i"))),
            w -> w.counts().machines()));
    deeds.add(
        new Deed(
            "Machines_update",
            World::machine,
            w -> w.app.machines().update(w.machine, u -> u.config(c -> c.env("A", "b"))),
            w -> w.app.machines().versions(w.machine).size() - 1));
    deeds.add(
        new Deed(
            "Machines_delete",
            World::machine,
            w -> w.app.machines().delete(w.machine, true),
            w -> gone(w.counts().machines())));
    deeds.add(
        new Deed(
            "Machines_start",
            World::stoppedMachine,
            w -> w.app.machines().start(w.machine),
            w -> settled(w, "start")));
    deeds.add(
        new Deed(
            "Machines_stop",
            World::machine,
            w -> w.app.machines().stop(w.machine),
            w -> settled(w, "stop")));
    deeds.add(
        new Deed(
            "Machines_suspend",
            World::machine,
            w -> w.app.machines().suspend(w.machine),
            w -> settled(w, "suspend")));
    deeds.add(
        new Deed(
            "Machines_cordon",
            World::machine,
            w -> w.app.machines().cordon(w.machine),
            w -> w.app.machines().get(w.machine).cordoned() ? 1 : 0));
    deeds.add(
        new Deed(
            "Machines_uncordon",
            w -> {
              w.machine();
              w.app.machines().cordon(w.machine);
            },
            w -> w.app.machines().uncordon(w.machine),
            w -> w.app.machines().get(w.machine).cordoned() ? 0 : 1));
    deeds.add(
        new Deed(
            "Machines_upsert_metadata",
            World::machine,
            w -> w.app.machines().setMetadata(w.machine, "k", "v"),
            w -> w.app.machines().metadata(w.machine).containsKey("k") ? 1 : 0));
    deeds.add(
        new Deed(
            "Machines_update_metadata",
            World::machine,
            w -> w.app.machines().updateMetadata(w.machine, Map.of("k", "v")),
            w -> w.app.machines().metadata(w.machine).containsKey("k") ? 1 : 0));
    deeds.add(
        new Deed(
            "Machines_delete_metadata",
            w -> {
              w.machine();
              w.app.machines().setMetadata(w.machine, "k", "v");
            },
            w -> w.app.machines().deleteMetadata(w.machine, "k"),
            w -> w.app.machines().metadata(w.machine).containsKey("k") ? 0 : 1));
    deeds.add(
        new Deed(
            "Machines_create_lease",
            World::machine,
            w -> w.lease = w.app.machines().lease(w.machine),
            w -> w.counts().leases()));
    deeds.add(
        new Deed(
            "Volumes_create",
            nothing,
            w -> w.app.volumes().create(v -> v.name("data").region("iad").sizeGb(1)),
            w -> w.counts().volumes()));
    deeds.add(
        new Deed(
            "Volumes_update",
            World::volume,
            w -> w.app.volumes().update(w.volume, u -> u.snapshotRetention(9)),
            w -> w.app.volumes().get(w.volume).snapshotRetention().orElse(0) == 9 ? 1 : 0));
    deeds.add(
        new Deed(
            "Volumes_extend",
            World::volume,
            w -> w.app.volumes().extend(w.volume, 4),
            w -> w.app.volumes().get(w.volume).sizeGb() == 4 ? 1 : 0));
    deeds.add(
        new Deed(
            "createVolumeSnapshot",
            World::volume,
            w -> w.app.volumes().createSnapshot(w.volume),
            w -> w.app.volumes().snapshots(w.volume).size()));
    deeds.add(
        new Deed(
            "Volume_delete",
            World::volume,
            w -> w.app.volumes().delete(w.volume),
            w -> gone(w.counts().volumes())));
    deeds.add(
        new Deed(
            "App_IPAssignments_create",
            nothing,
            w -> w.app.ipAssignments().create(IpType.V6),
            w -> w.counts().ips()));
    deeds.add(
        new Deed(
            "App_IPAssignments_delete",
            w -> w.app.ipAssignments().create(IpType.V6),
            w ->
                w.app
                    .ipAssignments()
                    .delete(w.app.ipAssignments().list().get(0).ip().orElseThrow()),
            w -> gone(w.counts().ips())));
    deeds.add(
        new Deed(
            "Secrets_update",
            nothing,
            w -> w.app.secrets().update(Map.of("A", "1")),
            w -> w.counts().secrets()));
    deeds.add(
        new Deed(
            "Secret_create",
            nothing,
            w -> w.app.secrets().set("A", "1"),
            w -> w.counts().secrets()));
    deeds.add(
        new Deed(
            "Secret_delete",
            w -> w.app.secrets().set("A", "1"),
            w -> w.app.secrets().delete("A"),
            w -> gone(w.counts().secrets())));
    deeds.add(
        new Deed(
            "Secretkey_set",
            nothing,
            w -> w.app.secretKeys().set("k", SecretKeyType.HS256, new byte[32]),
            w -> w.counts().secretKeys()));
    deeds.add(
        new Deed(
            "Secretkey_generate",
            nothing,
            w -> w.app.secretKeys().generate("k", SecretKeyType.HS256),
            w -> w.counts().secretKeys()));
    deeds.add(
        new Deed(
            "Secretkey_delete",
            w -> w.app.secretKeys().generate("k", SecretKeyType.HS256),
            w -> w.app.secretKeys().delete("k"),
            w -> gone(w.counts().secretKeys())));
    deeds.add(
        new Deed(
            "App_Certificates_acme_create",
            nothing,
            w -> w.app.certificates().requestAcme("a.example.com"),
            w -> w.counts().certificates()));
    deeds.add(
        new Deed(
            "App_Certificates_custom_create",
            nothing,
            w -> w.app.certificates().uploadCustom("a.example.com", Pem.CHAIN, Pem.KEY),
            w -> w.counts().certificates()));
    deeds.add(
        new Deed(
            "App_Certificates_delete",
            w -> w.app.certificates().requestAcme("a.example.com"),
            w -> w.app.certificates().delete("a.example.com"),
            w -> gone(w.counts().certificates())));
    deeds.add(
        new Deed(
            "NetworkPolicies_set",
            nothing,
            w -> w.app.networkPolicies().put("p", p -> p.allowIngress("tcp", 80)),
            w -> w.app.networkPolicies().list().size()));
    deeds.add(
        new Deed(
            "NetworkPolicies_delete",
            w -> w.app.networkPolicies().put("p", p -> p.allowIngress("tcp", 80)),
            w ->
                w.app
                    .networkPolicies()
                    .delete(w.app.networkPolicies().list().get(0).id().orElseThrow()),
            w -> gone(w.app.networkPolicies().list().size())));
    deeds.add(
        new Deed(
            "Machines_restart",
            World::machine,
            w -> w.app.machines().restart(w.machine),
            w -> w.reached("Machines_restart")));
    deeds.add(
        new Deed(
            "Machines_signal",
            World::machine,
            w -> w.app.machines().signal(w.machine, Signal.SIGHUP),
            w -> w.reached("Machines_signal")));
    deeds.add(
        new Deed(
            "Machines_exec",
            World::machine,
            w -> w.app.machines().exec(w.machine, "true"),
            w -> w.reached("Machines_exec")));
    deeds.add(
        new Deed(
            "Machines_set_memory_limit",
            World::machine,
            w -> w.app.machines().setMemoryLimit(w.machine, 200),
            w -> w.app.machines().memory(w.machine).limitMb() == 200 ? 1 : 0));
    deeds.add(
        new Deed(
            "Machines_reclaim_memory",
            World::machine,
            w -> w.app.machines().reclaimMemory(w.machine, 10),
            w -> w.reached("Machines_reclaim_memory")));
    deeds.add(
        new Deed(
            "App_create_deploy_token",
            nothing,
            w -> w.app.createDeployToken(Duration.ofHours(1)),
            w -> w.reached("App_create_deploy_token")));
    return deeds;
  }

  private static int gone(int left) {
    return left == 0 ? 1 : 0;
  }

  /** Counts how often an event of a kind came after the preparation. */
  private static int settled(World world, String event) {
    return (int)
            world.app.machines().events(world.machine, 50).stream()
                .filter(e -> e.type().equals(event) && e.source().equals(Optional.of("user")))
                .count()
        - world.before;
  }

  @TestFactory
  List<DynamicTest> aDeedHappensOnceOrTheErrorSaysThatNobodyKnows() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Deed deed : deeds()) {
      for (String fault :
          List.of(
              "dropped before",
              "dropped after",
              "408",
              "429",
              "500",
              "502",
              "503",
              "502 after the effect",
              "stalled body")) {
        tests.add(
            dynamicTest(deed.operation() + ", first call: " + fault, () -> run(deed, fault, 1)));
        if (List.of("dropped before", "dropped after", "503").contains(fault)) {
          tests.add(
              dynamicTest(
                  deed.operation() + ", every call: " + fault, () -> run(deed, fault, 1000)));
        }
      }
    }
    return tests;
  }

  private static void run(Deed deed, String fault, int calls) {
    try (World world = new World()) {
      deed.prepare().accept(world);
      if (List.of("Machines_start", "Machines_stop", "Machines_suspend")
          .contains(deed.operation())) {
        world.before = deed.effects().applyAsInt(world);
      }
      world.emulator.faults().add(fault(Fault.on(deed.operation()).calls(1, calls), fault));
      FlyException failure = null;
      try {
        deed.act().accept(world);
      } catch (FlyException e) {
        failure = e;
      }
      assertThat(world.emulator.faults().applied()).as("the fault struck").isPositive();
      world.emulator.faults().clear();
      int effects = deed.effects().applyAsInt(world);
      long patience = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      // What goes on after the reply, such as deleting an app, may take a moment.
      while (effects == 0 && failure == null && System.nanoTime() < patience) {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        effects = deed.effects().applyAsInt(world);
      }
      assertThat(effects).as("how often it happened, after %s", failure).isBetween(0, 1);
      if (failure == null) {
        assertThat(effects).as("how often it happened, without an error").isEqualTo(1);
      } else if (effects > 0) {
        assertThat(failure.outcomeUnknown()).as("outcome unknown: %s", failure).isTrue();
        assertThat(failure.getMessage()).contains("may have taken effect");
      }
    }
  }

  private static Fault fault(Fault.Trigger on, String fault) {
    return switch (fault) {
      case "dropped before" -> on.dropBefore();
      case "dropped after" -> on.dropAfter();
      case "stalled body" -> on.stallBody();
      case "502 after the effect" -> on.answerAfterEffect(502, "<html>Bad Gateway</html>");
      default -> on.answer(Integer.parseInt(fault));
    };
  }
}

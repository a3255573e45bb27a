package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.NetworkPolicy;
import dev.mcpfly.image.registry.FakeRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Launches of several machines, and later changes of them, with every request gone wrong once. */
class ManyMachinesFailureMatrixTest extends FailureMatrix {
  private static final int SAMPLE = 4;

  /** The kinds of launch and of later changes, and how many machines there are then. */
  enum Kind {
    LAUNCH(3, 0),
    LAUNCH_WITH_VOLUMES_INTO_AN_APP_THAT_IS_THERE(2, 0),
    LAUNCH_FROM_ONE(2, 1),
    LAUNCH_OF_MORE(3, 2),
    LAUNCH_OF_FEWER(1, 3),
    ROLLING_UPDATE(2, 2),
    EGRESS_INTO_AN_APP_THAT_IS_THERE(1, 0),
    EGRESS_CHANGED(2, 2),
    SCALE_UP(3, 2),
    SCALE_DOWN(1, 3),
    RESTART(2, 2),
    ROTATE(2, 2);

    private final int machines;
    private final int before;

    Kind(int machines, int before) {
      this.machines = machines;
      this.before = before;
    }

    boolean hasApp() {
      return name().endsWith("INTO_AN_APP_THAT_IS_THERE");
    }

    boolean hasVolumes() {
      return name().contains("VOLUMES");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsInAWorkingDeploymentOrThePreviousState(Kind kind) throws IOException {
    tryEveryCall(kind.name(), SAMPLE, () -> new ManyAttempt(kind));
  }

  private final class ManyAttempt extends Attempt {
    private final Kind kind;
    private final FakeRegistry registry = new FakeRegistry();

    ManyAttempt(Kind kind) throws IOException {
      this.kind = kind;
      FakeImages.putInto(registry);
      if (kind.hasApp()) {
        patient.apps().create("notes", a -> a.org("personal"));
        patient.app("notes").secrets().set("OLD", "kept");
      }
      if (kind.before > 0) {
        McpLauncher launcher = several(patient, kind.before).relay();
        if (kind == Kind.EGRESS_CHANGED) {
          launcher.egress(Egress.only("slack.com:443"));
        }
        launcher.launch();
      }
    }

    private McpLauncher several(FlyClient account, int machines) {
      return command(account)
          .app("notes")
          .images(FakeImages.client(registry, folder.resolve("cache")))
          .region("iad", "fra")
          .machines(machines);
    }

    @Override
    void act(FlyClient account) {
      switch (kind) {
        case SCALE_UP, SCALE_DOWN -> deployment(account).scale(kind.machines);
        case RESTART -> deployment(account).restart();
        case ROTATE -> deployment(account).rotateToken();
        default -> super.act(account);
      }
    }

    @Override
    McpLauncher changed(FlyClient account) {
      McpLauncher launcher = several(account, kind.machines);
      return switch (kind) {
        case LAUNCH_WITH_VOLUMES_INTO_AN_APP_THAT_IS_THERE ->
            launcher.volume(ServerVolume.of("data", "/data"));
        case ROLLING_UPDATE -> launcher.memoryMb(512);
        case EGRESS_INTO_AN_APP_THAT_IS_THERE -> launcher.egress(Egress.only("*:443"));
        case EGRESS_CHANGED -> launcher.egress(Egress.none());
        default -> launcher;
      };
    }

    @Override
    boolean isWhole(FlyEmulator.Counts counts) {
      return counts.apps() == 1
          && counts.machines() == kind.machines
          && counts.ips() == 2
          && counts.volumes() == (kind.hasVolumes() ? kind.machines : 0)
          && patient.app("notes").machines().list().stream().noneMatch(Machine::cordoned);
    }

    /** What all machines are to run and may connect to, and which of them take no requests. */
    @Override
    String configuration() {
      if (patient.apps().find("notes").isEmpty()) {
        return "";
      }
      List<String> all = new ArrayList<>();
      for (Machine machine : patient.app("notes").machines().list()) {
        all.add(
            machine.id()
                + machine.cordoned()
                + new TreeMap<>(machine.config().orElseThrow().json().asMap()));
      }
      all.sort(null);
      patient.app("notes").networkPolicies().list().stream()
          .map(NetworkPolicy::rules)
          .forEach(rules -> all.add(rules.toString()));
      all.add(registry.hasTag("notes", "mcp-notes") ? "tag" : "no tag");
      return all.toString();
    }

    @Override
    public void close() {
      super.close();
      registry.close();
    }
  }
}

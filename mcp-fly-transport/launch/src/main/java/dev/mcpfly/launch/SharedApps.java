package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines of apps that several deployments share. */
final class SharedApps {
  private static final Duration GONE_TIMEOUT = Duration.ofMinutes(1);

  private SharedApps() {}

  static boolean isGoing(Machine machine) {
    return machine.state().equals(MachineState.DESTROYING)
        || machine.state().equals(MachineState.DESTROYED);
  }

  /** Returns the servers of an app's fleet by their machines. */
  static Map<String, String> members(List<Machine> machines) {
    Map<String, String> members = new LinkedHashMap<>();
    for (Machine there : machines) {
      if (!isGoing(there)) {
        record(there).ifPresent(member -> members.put(there.id(), member.server()));
      }
    }
    return members;
  }

  /** Returns the record of a fleet's member; empty for other machines. */
  static Optional<DeploymentRecord> record(Machine machine) {
    return machine
        .config()
        .flatMap(config -> DeploymentRecord.read(config.metadata()))
        .filter(member -> member.scope() == DeploymentRecord.Scope.MACHINE);
  }

  /** Deletes a machine and waits until it is gone: until then its volume cannot be deleted. */
  static void deleteAndAwait(FlyApp app, String machineId) {
    if (app.machines().delete(machineId, true)) {
      awaitGone(app, machineId);
    }
  }

  static void awaitGone(FlyApp app, String machineId) {
    app.machines().await(machineId, MachineState.DESTROYED, GONE_TIMEOUT);
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;

/** Machines of apps that several deployments share. */
final class SharedApps {
  private static final Duration GONE_TIMEOUT = Duration.ofMinutes(1);

  private SharedApps() {}

  static boolean isGoing(Machine machine) {
    return machine.state().equals(MachineState.DESTROYING)
        || machine.state().equals(MachineState.DESTROYED);
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

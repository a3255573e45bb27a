package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineMount;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
      app.machines().await(machineId, MachineState.DESTROYED, GONE_TIMEOUT);
    }
  }

  /** Deletes a machine with its volume, and with the last machine the app. */
  static void deleteMachine(FlyClient fly, String appName, String machineId)
      throws InterruptedException {
    FlyApp app = fly.app(appName);
    Optional<Machine> machine = app.machines().find(machineId);
    deleteAndAwait(app, machineId);
    List<String> volumes =
        machine.flatMap(Machine::config).stream()
            .flatMap(config -> config.mounts().stream())
            .map(MachineMount::volume)
            .toList();
    volumes.forEach(volume -> app.volumes().delete(volume));
    if (app.machines().list().stream().allMatch(SharedApps::isGoing)) {
      Apps.delete(fly, appName);
    }
  }
}

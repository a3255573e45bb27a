package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.NotFoundException;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.ArrayList;
import java.util.List;

/** Deletes a machine with its volume, and waits until it is gone. */
final class DeleteMachine implements Change {
  private final FlyClient fly;
  private final FlyApp app;
  private final String machineId;
  private final boolean isLast;
  private final FlyRequest<Boolean> machine;
  private final List<FlyRequest<Boolean>> volumes;

  /**
   * Prepares the deletion.
   *
   * @param isLast whether the app has no other machine, and goes with this one
   */
  DeleteMachine(FlyClient fly, String app, Machine surveyed, boolean isLast) {
    this.fly = fly;
    this.isLast = isLast;
    this.app = fly.app(app);
    this.machineId = surveyed.id();
    this.machine = fly.requests().deleteMachine(app, machineId);
    this.volumes =
        surveyed.config().stream()
            .flatMap(config -> config.mounts().stream())
            .map(MachineConfig.Mount::volume)
            .map(volume -> fly.requests().deleteVolume(app, volume))
            .toList();
  }

  @Override
  public LaunchPlan.Step describe() {
    List<FlyRequest<?>> requests = new ArrayList<>(List.of(machine));
    requests.addAll(volumes);
    if (isLast) {
      requests.add(fly.requests().deleteApp(app.name()));
    }
    return new LaunchPlan.Step(
        Kind.DESTROY,
        "delete the machine %s%s%s"
            .formatted(
                machineId,
                volumes.isEmpty() ? "" : " and its volume",
                isLast ? ", and with it the app " + app.name() : ""),
        PlannedCall.of(Masking.NOTHING, requests));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    undo.add(
        () -> {
          throw new CannotUndoException("the machine " + machineId + " has been deleted");
        });
    try {
      delete(state);
    } catch (NotFoundException e) {
      // Of several that go at once, another one may have deleted the app meanwhile.
      if (Apps.exists(fly, app.name())) {
        throw e;
      }
    }
    return "deleted the machine " + machineId;
  }

  private void delete(RunState state) throws InterruptedException {
    if (state.send(machine)) {
      SharedApps.awaitGone(app, machineId);
    }
    volumes.forEach(state::send);
    // Of several that go at once, none is the last one when it is planned.
    if (app.machines().list().stream().allMatch(SharedApps::isGoing)) {
      Apps.delete(fly, app.name());
    }
  }
}

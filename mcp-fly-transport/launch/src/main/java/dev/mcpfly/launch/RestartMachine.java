package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.List;

/** Restarts a machine. */
final class RestartMachine implements Change {
  private final String machineId;
  private final FlyRequest<Boolean> request;

  RestartMachine(FlyClient fly, String app, String machineId) {
    this.machineId = machineId;
    this.request = fly.requests().restartMachine(app, machineId);
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.MACHINE,
        "restart the machine " + machineId,
        PlannedCall.of(Masking.NOTHING, List.of(request)));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    state.send(request);
    state.learn(RunState.MACHINE, machineId);
    return "restarted the machine " + machineId;
  }
}

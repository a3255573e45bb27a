package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.ArrayList;
import java.util.List;

/** Restarts a machine: in one request, or by a start after its rotation has ended it. */
final class RestartMachine implements Change {
  private final String machineId;
  private final FlyRequest<Boolean> restart;
  private final FlyRequest<Machine.StartResult> start;
  private final Rotation rotation;
  private final FlyRequest<MachineLease> lease;
  private final FlyRequest<Boolean> release;

  RestartMachine(FlyClient fly, String app, String machineId, Rotation rotation) {
    this.machineId = machineId;
    this.restart = fly.requests().restartMachine(app, machineId);
    this.start = fly.requests().startMachine(app, machineId);
    this.rotation = rotation;
    this.lease = fly.requests().takeLease(app, machineId, l -> l.description("mcp-fly restart"));
    this.release =
        fly.requests().releaseLease(app, machineId, FlyRequest.placeholder(RunState.LEASE_NONCE));
  }

  @Override
  public LaunchPlan.Step describe() {
    List<FlyRequest<?>> requests = new ArrayList<>(rotation.leaving());
    requests.add(rotation.endsMachine() ? start : restart);
    requests.addAll(rotation.joining());
    if (rotation.needsLease()) {
      requests.add(0, lease);
      requests.add(release);
    }
    return new LaunchPlan.Step(
        Kind.MACHINE,
        "restart the machine " + machineId,
        PlannedCall.of(Masking.NOTHING, requests));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    if (rotation.needsLease()) {
      try (MachineLease held = lease.send()) {
        restart(held.machine(), state, progress, undo);
      }
    } else {
      restart(machineId, state, progress, undo);
    }
    return "restarted the machine " + machineId;
  }

  private void restart(String id, RunState state, Progress progress, UndoLog undo)
      throws InterruptedException {
    boolean hasEnded = rotation.leave(state, undo);
    if (hasEnded) {
      state.send(start);
    } else {
      state.send(restart);
    }
    state.learn(RunState.MACHINE, id);
    rotation.join(state, progress);
  }
}

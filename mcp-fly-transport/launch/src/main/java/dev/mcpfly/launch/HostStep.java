package dev.mcpfly.launch;

import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Puts the server's container into a machine that is there, under a lease. */
final class HostStep implements Step {
  private final Draft draft;
  private final Machine surveyed;

  HostStep(Draft draft, Machine surveyed) {
    this.draft = draft;
    this.surveyed = surveyed;
  }

  @Override
  public LaunchStep describe() {
    String machine = "/v1/apps/" + draft.app + "/machines/" + surveyed.id();
    String what =
        draft.earlierRecord == null ? "add the container %s to" : "change the container %s of";
    return new LaunchStep(
        Kind.MACHINE,
        (what + " the machine %s")
            .formatted(HostMachine.containerName(draft.server), surveyed.id()),
        List.of(
            new PlannedCall("POST", machine + "/lease", ""),
            new PlannedCall(
                "POST",
                machine,
                "{\"config\":%s}"
                    .formatted(wanted(surveyed.config().orElseThrow()).json().toJson())),
            new PlannedCall("DELETE", machine + "/lease", "")),
        "");
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    String id = surveyed.id();
    try (MachineLease lease = draft.appHandle().machines().lease(id)) {
      Machine machine = draft.appHandle().machines().get(lease.machine());
      MachineConfig before = machine.config().orElseThrow();
      MachineState state = HostMachine.restingState(machine);
      undo.add(() -> takeBack(before, state));
      HostMachine.replace(
          draft.appHandle(),
          id,
          wanted(before),
          draft.secretsVersion,
          MachineState.STARTED,
          draft.asked.startTimeout);
    }
    draft.machineId = id;
    return "the machine %s has the container %s"
        .formatted(id, HostMachine.containerName(draft.server));
  }

  private String takeBack(MachineConfig before, MachineState state) {
    String id = surveyed.id();
    try (MachineLease lease = draft.appHandle().machines().lease(id)) {
      HostMachine.replace(
          draft.appHandle(), lease.machine(), before, null, state, draft.asked.startTimeout);
    }
    return "brought the machine " + id + " back to its former configuration";
  }

  /** Whatever others have changed since the survey stays. */
  private MachineConfig wanted(MachineConfig there) {
    Optional<DeploymentRecord> earlier =
        DeploymentRecord.read(there.metadata())
            .filter(record -> record.server().equals(draft.server));
    MachineConfig others = earlier.map(record -> HostMachine.without(record, there)).orElse(there);
    return HostMachine.with(draft, others, Objects.requireNonNull(draft.hostForm));
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.api.Machine;
import dev.mcpfly.api.MachineConfig;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.Comparator;
import java.util.Objects;

/**
 * Brings the machine of an earlier launch up to what is asked for now, and keeps the rest of it.
 */
final class UpdateStep implements Step {
  private final Draft draft;
  private final Machine machine;

  UpdateStep(Draft draft) {
    this.draft = draft;
    this.machine = Objects.requireNonNull(draft.earlier);
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.MACHINE,
        "update the machine " + machine.id(),
        new PlannedCall(
            "POST",
            "/v1/apps/" + draft.app + "/machines/" + machine.id(),
            "{\"config\":%s}".formatted(wanted().json().toJson())));
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    MachineConfig before = machine.config().orElseThrow();
    undo.add(
        () -> {
          draft.appHandle().machines().update(machine.id(), r -> r.config(before));
          return "brought the machine " + machine.id() + " back to its former configuration";
        });
    if (!draft.asked.setup.isEmpty()) {
      noteLastLog();
    }
    Machine updated =
        draft
            .appHandle()
            .machines()
            .update(
                machine.id(),
                r -> {
                  r.config(wanted());
                  if (draft.secretsVersion != null) {
                    r.minSecretsVersion(draft.secretsVersion);
                  }
                });
    draft.machineId = machine.id();
    draft.machineVersion = updated.version().orElse(null);
    return "updated the machine " + machine.id();
  }

  /** What setup lines said when they failed in an earlier launch is no news. */
  private void noteLastLog() {
    draft.appHandle().logs().page(q -> q.machine(machine.id())).entries().stream()
        .flatMap(entry -> entry.timestamp().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(last -> draft.earlierLog = last);
  }

  private MachineConfig wanted() {
    MachineConfig updated = DesiredMachine.update(draft, machine.config().orElseThrow());
    return updated.with(c -> draft.record().writeTo(updated, c));
  }
}

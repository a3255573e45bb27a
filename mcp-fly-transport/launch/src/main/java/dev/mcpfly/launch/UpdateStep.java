package dev.mcpfly.launch;

import dev.mcpfly.api.LeaseHeldException;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
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
  private boolean isHeld;

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
          if (isHeld) {
            return null; // so nothing was changed
          }
          draft.appHandle().machines().update(machine.id(), r -> r.config(before));
          return "brought the machine " + machine.id() + " back to its former configuration";
        });
    if (!draft.asked.setup.isEmpty()) {
      noteLastLog();
    }
    Machine updated = update(progress);
    MachineStarts.afterUpdate(draft.appHandle(), machine.id());
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

  /** A launch that was killed has left its lease, which nobody can give back: it runs out. */
  private Machine update(Progress progress) {
    try {
      return update();
    } catch (LeaseHeldException e) {
      isHeld = true;
      progress.report(
          "another launch holds the machine %s; waiting for %d s at most"
              .formatted(machine.id(), MachineStep.LEASE.toSeconds()));
    }
    MachineLease lease =
        draft
            .appHandle()
            .machines()
            .lease(machine.id(), l -> l.waitFor(MachineStep.LEASE.plusSeconds(5)));
    isHeld = false;
    try {
      return update();
    } finally {
      lease.close();
    }
  }

  private Machine update() {
    return draft
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
  }

  private MachineConfig wanted() {
    MachineConfig updated = DesiredMachine.update(draft, machine.config().orElseThrow());
    return MachineConfigBuilder.change(updated, c -> draft.record().writeTo(updated, c));
  }
}

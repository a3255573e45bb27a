package dev.mcpfly.launch;

import dev.mcpfly.api.MachineStartException;
import dev.mcpfly.api.WaitTimeoutException;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.Objects;

/** Waits until the machine has started, and gives back the lease under which it was made. */
final class WaitStep implements Step {
  private final Draft draft;

  WaitStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.WAIT,
        "wait until the machine has started",
        new PlannedCall("GET", "/v1/apps/" + draft.app + "/machines/{id}/wait?state=started", ""));
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    String id = Objects.requireNonNull(draft.machineId);
    try {
      draft.appHandle().machines().await(id, MachineState.STARTED, draft.asked.startTimeout);
    } catch (MachineStartException e) {
      throw new LaunchException(
          ServerTrouble.explain(draft, "The machine did not start: " + e.getMessage()), e);
    } catch (WaitTimeoutException e) {
      throw new LaunchException(
          ServerTrouble.explain(
              draft,
              "The machine %s had not started after %d s (last seen: %s)."
                  .formatted(
                      id,
                      e.timeout().toSeconds(),
                      e.lastState().map(MachineState::toString).orElse("nothing"))),
          e);
    }
    String nonce = draft.leaseNonce;
    if (nonce != null) {
      draft.appHandle().machines().lease(id, lease -> lease.nonce(nonce)).close();
      draft.leaseNonce = null;
    }
    return "the machine " + id + " has started";
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.MachineStartException;
import dev.mcpfly.api.WaitTimeoutException;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Waits until the machine has started, and gives back the lease under which it was created. */
final class AwaitStart implements Change {
  private final FlyApp app;
  private final Duration timeout;
  private final Function<String, ServerTrouble> trouble;
  private final Slot slot;
  private final List<FlyRequest<Boolean>> release;

  private AwaitStart(
      FlyClient fly,
      String app,
      Duration timeout,
      Function<String, ServerTrouble> trouble,
      Slot slot,
      boolean underLease) {
    this.slot = slot;
    this.app = fly.app(app);
    this.timeout = timeout;
    this.trouble = trouble;
    this.release =
        underLease
            ? List.of(
                fly.requests()
                    .releaseLease(
                        app,
                        FlyRequest.placeholder(slot.machine()),
                        FlyRequest.placeholder(slot.lease())))
            : List.of();
  }

  /**
   * Waits in a launch.
   *
   * @param slot the machine
   * @param created whether the launch has created the machine, which it holds by a lease then
   */
  static AwaitStart inLaunch(Blueprint blueprint, Slot slot, boolean created) {
    return new AwaitStart(
        blueprint.found().fly(),
        blueprint.app(),
        blueprint.asked().patience().start(),
        machine -> ServerTrouble.of(blueprint, machine),
        slot,
        created);
  }

  /** Waits after a later change. */
  static AwaitStart after(
      FlyClient fly, String app, Duration timeout, Function<String, ServerTrouble> trouble) {
    return new AwaitStart(fly, app, timeout, trouble, Slot.FIRST, false);
  }

  /** Waits for one more machine that a later change has created. */
  static AwaitStart created(
      FlyClient fly,
      String app,
      Duration timeout,
      Function<String, ServerTrouble> trouble,
      Slot slot) {
    return new AwaitStart(fly, app, timeout, trouble, slot, true);
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.WAIT,
        "wait until %s has started".formatted(slot.described()),
        PlannedCall.of(Masking.NOTHING, release));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    String id = state.text(slot.machine());
    await(app, id, timeout, trouble);
    if (state.knows(slot.lease())) {
      release.forEach(state::send);
      state.forget(slot.lease());
    }
    return "the machine " + id + " has started";
  }

  /**
   * Waits until a machine has started.
   *
   * @throws LaunchException if it does not, with the reason
   */
  static void await(
      FlyApp app, String id, Duration timeout, Function<String, ServerTrouble> trouble) {
    try {
      app.machines().awaitState(id, MachineState.STARTED, timeout);
    } catch (MachineStartException e) {
      throw new LaunchException(trouble.apply(id).explainStart(e), e);
    } catch (WaitTimeoutException e) {
      throw new LaunchException(
          trouble
              .apply(id)
              .explain(
                  "The machine %s had not started after %s (last seen: %s)."
                      .formatted(
                          id,
                          Texts.of(e.timeout()),
                          e.lastState().map(MachineState::toString).orElse("nothing"))),
          e);
    }
  }
}

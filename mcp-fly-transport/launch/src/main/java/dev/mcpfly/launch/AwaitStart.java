package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.MachineStartException;
import dev.mcpfly.api.WaitTimeoutException;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Waits until the machine has started, and gives back the lease under which it was created. */
final class AwaitStart implements Change {
  private final FlyApp app;
  private final Duration timeout;
  private final Function<String, ServerTrouble> trouble;
  private final List<FlyRequest<Boolean>> release;

  private AwaitStart(
      FlyClient fly,
      String app,
      Duration timeout,
      Function<String, ServerTrouble> trouble,
      boolean underLease) {
    this.app = fly.app(app);
    this.timeout = timeout;
    this.trouble = trouble;
    this.release =
        underLease
            ? List.of(
                fly.requests()
                    .releaseLease(
                        app,
                        FlyRequest.placeholder(RunState.MACHINE),
                        FlyRequest.placeholder(RunState.LEASE_NONCE)))
            : List.of();
  }

  /**
   * Waits in a launch.
   *
   * @param created whether the launch has created the machine, which it holds by a lease then
   */
  static AwaitStart inLaunch(Blueprint blueprint, boolean created) {
    return new AwaitStart(
        blueprint.found().fly(),
        blueprint.app(),
        blueprint.asked().patience().start(),
        machine -> ServerTrouble.of(blueprint, machine),
        created);
  }

  /** Waits after a later change. */
  static AwaitStart after(
      FlyClient fly, String app, Duration timeout, Function<String, ServerTrouble> trouble) {
    return new AwaitStart(fly, app, timeout, trouble, false);
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.WAIT, "wait until the machine has started", PlannedCall.of(Masking.NOTHING, release));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    String id = state.text(RunState.MACHINE);
    try {
      app.machines().await(id, MachineState.STARTED, timeout);
    } catch (MachineStartException e) {
      throw new LaunchException(
          trouble.apply(id).explain("The machine did not start: " + e.getMessage()), e);
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
    if (state.knows(RunState.LEASE_NONCE)) {
      release.forEach(state::send);
      state.forget(RunState.LEASE_NONCE);
    }
    return "the machine " + id + " has started";
  }
}

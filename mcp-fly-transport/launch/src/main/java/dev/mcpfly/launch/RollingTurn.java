package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.MachineStartException;
import dev.mcpfly.api.WaitTimeoutException;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.launch.Change.Progress;
import dev.mcpfly.launch.Change.UndoLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The turn of one machine among several: Fly's proxy sends it no new requests while it is changed,
 * its relay ends the calls that run, those included that wait for their client's answer ({@link
 * DrainBySignal}), and the next machine has its turn only when this one answers.
 */
final class RollingTurn implements Rotation {
  private final FlyClient fly;
  private final FlyApp app;
  private final String machineId;
  private final boolean wasCordoned;
  private final Rules rules;
  private final List<FlyRequest<?>> cordon;
  private final List<FlyRequest<?>> uncordon;
  private final Optional<DrainBySignal> drain;

  /**
   * What all turns have in common.
   *
   * @param timeout for the machine to start and to pass its checks
   * @param trouble explains why a machine does not start
   * @param answer waits for the machine's answer through the door
   */
  record Rules(Duration timeout, Function<String, ServerTrouble> trouble, Answer answer) {}

  /** Waits for the answer of one machine. */
  @FunctionalInterface
  interface Answer {
    /**
     * Waits.
     *
     * @throws LaunchException if it does not come
     */
    void await(RunState state, String machineId) throws InterruptedException;
  }

  RollingTurn(FlyClient fly, String app, Machine machine, Rules rules) {
    this.fly = fly;
    this.app = fly.app(app);
    this.machineId = machine.id();
    this.wasCordoned = machine.cordoned();
    this.rules = rules;
    this.cordon = wasCordoned ? List.of() : List.of(fly.requests().cordonMachine(app, machineId));
    this.uncordon =
        wasCordoned ? List.of() : List.of(fly.requests().uncordonMachine(app, machineId));
    this.drain = DrainBySignal.of(fly, app, machine);
  }

  @Override
  public boolean needsLease() {
    return true;
  }

  @Override
  public List<FlyRequest<?>> leaving() {
    List<FlyRequest<?>> requests = new ArrayList<>(cordon);
    drain.ifPresent(by -> requests.add(by.request()));
    return requests;
  }

  @Override
  public boolean endsMachine() {
    return drain.isPresent();
  }

  @Override
  public List<FlyRequest<?>> joining() {
    return uncordon;
  }

  @Override
  public boolean leave(RunState state, UndoLog undo) throws InterruptedException {
    if (!wasCordoned) {
      undo.add(this::backIntoRotation);
    }
    cordon.forEach(state::send);
    return drain.isPresent() && drain.get().run(state, undo);
  }

  private String backIntoRotation() {
    app.machines().uncordon(machineId);
    return "the machine " + machineId + " takes requests again";
  }

  @Override
  public void join(RunState state, Progress progress) throws InterruptedException {
    AwaitStart.await(app, machineId, rules.timeout(), rules.trouble());
    try {
      app.machines().awaitHealthy(machineId, rules.timeout());
    } catch (WaitTimeoutException | MachineStartException e) {
      throw new LaunchException(
          rules
              .trouble()
              .apply(machineId)
              .explain(
                  "The checks of the machine %s do not pass after its change."
                      .formatted(machineId)),
          e);
    }
    uncordon.forEach(state::send);
    if (!wasCordoned) {
      rules.answer().await(state, machineId);
      progress.report("the machine " + machineId + " answers");
      MachineStarts.betweenTurns(fly);
    }
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineConfig.RestartPolicy;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import dev.mcpfly.launch.Change.UndoLog;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drains the relay in a machine and lets it exit: TERM through the API's signal operation ({@code
 * Machines_signal}), then a wait for its end. A machine that the API stops gets no more requests
 * from Fly's proxy, so a call that waits for its client's answer (sampling, elicitation) would be
 * lost; one whose process has a signal counts as started until that process ends, and answers that
 * name it still come.
 *
 * <p>When a machine's process exits, Fly restarts the machine according to its restart policy:
 * always, or with {@code on-failure} (also what an absent policy means) after an exit code other
 * than 0. A relay that has drained exits with 0, so a machine with {@code on-failure} or {@code no}
 * stays stopped until the change that follows. These are not signalled, but stopped by the API,
 * with the signal and the timeout of their configuration:
 *
 * <ul>
 *   <li>A machine with another policy, such as {@code always}: Fly starts what it ran before as
 *       soon as it has exited, so the change would meet a machine that is starting, which the API
 *       may refuse to update or delete. Changing the policy first does not help: an update of the
 *       configuration restarts the machine itself, and with it ends the calls. The launcher gives
 *       no several machines such a policy.
 *   <li>A machine with containers, such as one with a reverse proxy: the signal operation names no
 *       container, so it reaches Fly's init for containers, and what that does with it is not
 *       documented. The exec operation names one, but needs a program in the image that can send a
 *       signal, and neither the process id of the relay in its container nor what Fly does when one
 *       of several containers exits is documented; the reverse proxy would go on without the relay
 *       and answer 502 in its place.
 *   <li>A machine with a list of processes, one that is deleted when it exits, and one whose
 *       configuration does not say that TERM stops it, as ours does.
 * </ul>
 *
 * <p>Two other ways do not work for any of them. Taking a machine out of rotation (cordon) keeps
 * new sessions away, and is done first, but a server that is told nothing does not end, and its
 * open streams never do. A request to the relay that has it drain would have to prove that it comes
 * from the deployment's owner; what could prove it is in the app's secrets, which Fly never
 * returns.
 *
 * <p>What is lost there are calls that need another request of their client to end: those that wait
 * for its answer. Others end within the drain time on the connection that they have.
 */
final class DrainBySignal {
  private static final Set<RestartPolicy> STAYS_STOPPED =
      Set.of(RestartPolicy.ON_FAILURE, RestartPolicy.NO);

  private final FlyApp app;
  private final String machineId;
  private final Duration patience;
  private final FlyRequest<Boolean> signal;
  private Stage stage = Stage.BEFORE;

  private enum Stage {
    BEFORE,
    ENDING,
    ENDED
  }

  private DrainBySignal(FlyClient fly, String app, Machine machine, Duration patience) {
    this.app = fly.app(app);
    this.machineId = machine.id();
    this.patience = patience;
    this.signal = fly.requests().signalMachine(app, machine.id(), Signal.SIGTERM);
  }

  /** Returns how the machine is drained; empty if it does not run, or must not be signalled. */
  static Optional<DrainBySignal> of(FlyClient fly, String app, Machine machine) {
    if (!machine.state().equals(MachineState.STARTED)) {
      return Optional.empty();
    }
    return machine
        .config()
        .filter(DrainBySignal::isSafe)
        .flatMap(MachineConfig::stop)
        .filter(stop -> stop.signal().filter(Signal.SIGTERM::equals).isPresent())
        .flatMap(MachineConfig.Stop::timeout)
        .map(timeout -> new DrainBySignal(fly, app, machine, timeout));
  }

  private static boolean isSafe(MachineConfig config) {
    RestartPolicy policy =
        config.restart().map(MachineConfig.Restart::policy).orElse(RestartPolicy.ON_FAILURE);
    return STAYS_STOPPED.contains(policy)
        && config.containers().isEmpty()
        && config.processes().isEmpty()
        && !config.autoDestroy();
  }

  /** Returns the request that is sent. */
  FlyRequest<Boolean> request() {
    return signal;
  }

  /**
   * Sends the signal and waits until the process has ended, for as long as the API would wait
   * before it kills. To undo it, the machine is started again.
   *
   * @return whether it has ended; false if the machine is to be stopped by the API
   */
  boolean run(RunState state, UndoLog undo) throws InterruptedException {
    Machine before = app.machines().get(machineId);
    if (!before.state().equals(MachineState.STARTED)) {
      return false;
    }
    undo.add(this::startAgain);
    stage = Stage.ENDING; // also if the answer is lost
    try {
      state.send(signal);
    } catch (ApiException.PreconditionFailed e) {
      stage = Stage.ENDED; // it does not run any more
      return false;
    }
    if (!MachineStarts.ends(app, before, patience)) {
      return false;
    }
    stage = Stage.ENDED;
    return true;
  }

  /** Does not wait for a process that may be ending: it is unknown whether the signal arrived. */
  private @Nullable String startAgain() {
    if (app.machines().find(machineId).filter(there -> !SharedApps.isGoing(there)).isEmpty()) {
      return null; // deleted since, which the change that did it says
    }
    if (stage == Stage.ENDING) {
      app.machines().restart(machineId);
    }
    MachineStarts.bring(app, machineId, MachineState.STARTED);
    return "started the machine " + machineId + " again";
  }
}

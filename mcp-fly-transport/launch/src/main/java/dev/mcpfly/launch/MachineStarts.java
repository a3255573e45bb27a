package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.Set;

/**
 * Brings machines to run or to rest after an update: one that Fly has stopped or suspended because
 * it was idle stays stopped when it gets another configuration.
 */
final class MachineStarts {
  private static final Duration POLL = Duration.ofMillis(250);

  /** For clients whose session has ended to begin anew before the next machine has its turn. */
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(2);

  private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Set<MachineState> AT_REST =
      Set.of(MachineState.STOPPED, MachineState.SUSPENDED, MachineState.FAILED);
  private static final Set<MachineState> ON_THE_WAY =
      Set.of(MachineState.STARTING, MachineState.STARTED);

  private MachineStarts() {}

  static boolean isAwake(MachineState state) {
    return !AT_REST.contains(state);
  }

  /** Returns the state in which a machine is to be left: running, or asleep. */
  static MachineState restOf(Machine machine) {
    return ON_THE_WAY.contains(machine.state()) ? MachineState.STARTED : MachineState.STOPPED;
  }

  /** Waits a moment, so that no session is lost twice in one call. */
  static void betweenTurns(FlyClient fly) throws InterruptedException {
    fly.pause(BETWEEN_TURNS);
  }

  /**
   * Waits until what runs in a machine has ended. It may have been started again since, by a
   * request that named it, and Fly may have suspended it.
   *
   * @param before the machine as it was before it was told to stop
   * @throws LaunchException if it does not end in time
   */
  static void awaitEnd(FlyApp app, Machine before, Duration timeout) throws InterruptedException {
    if (!ends(app, before, timeout)) {
      throw new LaunchException(
          "The machine %s had not stopped after %s (last seen: %s)."
              .formatted(before.id(), Texts.of(timeout), app.machines().get(before.id()).state()),
          null);
    }
  }

  /** Does what {@link #awaitEnd} does, and returns whether it has ended in time. */
  static boolean ends(FlyApp app, Machine before, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Machine now = app.machines().get(before.id());
      if (AT_REST.contains(now.state()) || !now.lastExit().equals(before.lastExit())) {
        return true;
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * Starts or stops a machine that an update has left otherwise. Returns before it has started; if
   * the thread is interrupted, or the machine is being deleted, at once.
   *
   * @param target started, or any other state for a machine at rest
   */
  static void bring(FlyApp app, String machine, MachineState target) {
    boolean run = target.equals(MachineState.STARTED);
    long deadline = System.nanoTime() + SETTLE_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      Machine now = app.machines().get(machine);
      MachineState state = now.state();
      if (SharedApps.isGoing(now)) {
        return;
      }
      if (AT_REST.contains(state)) {
        if (run) {
          app.machines().start(machine);
        }
        return;
      }
      if (run ? ON_THE_WAY.contains(state) : state.equals(MachineState.STARTED)) {
        if (!run) {
          app.machines().stop(machine);
        }
        return;
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

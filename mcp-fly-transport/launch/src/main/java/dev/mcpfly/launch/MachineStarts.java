package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.Set;

/**
 * Starts machines that an update has left as they were: one that Fly has stopped or suspended
 * because nobody used it stays stopped when it gets another configuration.
 */
final class MachineStarts {
  private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Set<MachineState> AT_REST =
      Set.of(MachineState.STOPPED, MachineState.SUSPENDED, MachineState.FAILED);
  private static final Set<MachineState> ON_THE_WAY =
      Set.of(MachineState.STARTING, MachineState.STARTED);

  private MachineStarts() {}

  /**
   * Starts the machine if it does not start by itself after an update. Returns before it has
   * started; if the thread is interrupted, at once.
   */
  static void afterUpdate(FlyApp app, String machine) {
    long deadline = System.nanoTime() + SETTLE_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      MachineState state = app.machines().get(machine).state();
      if (ON_THE_WAY.contains(state)) {
        return;
      }
      if (AT_REST.contains(state)) {
        app.machines().start(machine);
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

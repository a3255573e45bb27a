package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The computer's time. */
final class RunningClock extends EmulatorClock {

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  Timers timers(Executor workers) {
    ScheduledThreadPoolExecutor ticker =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "fly-emulator-timer");
              thread.setDaemon(true);
              return thread;
            });
    ticker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new Timers() {
      @Override
      @SuppressWarnings("FutureReturnValueIgnored") // the task reports its own failures
      public void schedule(Duration delay, Runnable task) {
        try {
          ticker.schedule(
              () -> workers.execute(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
          // The emulator is closing: nothing happens later any more.
        }
      }

      @Override
      public void runDue() {}

      @Override
      public boolean leap(Instant limit) {
        return false;
      }

      @Override
      public void close() {
        ticker.shutdownNow();
      }
    };
  }

  @Override
  public String toString() {
    return "EmulatorClock.running()";
  }
}

package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The clock of an emulator: transition delays, lease expiry, rate limits, waits, idle machines and
 * log timestamps all follow it. It is either the computer's own time ({@link #running()}) or a time
 * that a test holds and advances ({@link #held()}).
 */
public abstract sealed class EmulatorClock implements InstantSource
    permits HeldClock, RunningClock {

  EmulatorClock() {}

  /** Returns the clock that follows the computer's time. This is the default. */
  public static EmulatorClock running() {
    return new RunningClock();
  }

  /** Returns a clock that stands at 2026-01-01T00:00:00Z until the test advances it. */
  public static HeldClock held() {
    return held(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Returns a clock that stands at the given time until the test advances it. */
  public static HeldClock held(Instant start) {
    return new HeldClock(start, false);
  }

  /**
   * Returns a held clock that leaps to the next scheduled moment whenever a request has to wait for
   * something. Lifecycles run in order and without real delay, and a single-threaded test need not
   * advance the clock.
   */
  public static HeldClock leaping() {
    return new HeldClock(Instant.parse("2026-01-01T00:00:00Z"), true);
  }

  /** Opens a set of timers for one emulator. */
  abstract Timers timers(Executor workers);

  /** Runs tasks later, by this clock. */
  interface Timers extends AutoCloseable {
    /** Runs the task once the delay has passed, never on the calling thread's stack. */
    void schedule(Duration delay, Runnable task);

    /** Runs what is due by now, if this clock does so on its callers' threads. */
    void runDue();

    /**
     * Moves to the next scheduled moment, at most to the limit, if this clock leaps.
     *
     * @return whether it does
     */
    boolean leap(Instant limit);

    @Override
    void close();
  }
}

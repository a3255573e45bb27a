package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One lock over all state, with the clock: every change is made inside it, and wakes all waiting
 * threads.
 */
final class World {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final EmulatorClock clock;
  private final EmulatorClock.Timers timers;
  private final Ids ids;
  private final String nearest;
  private boolean closed;

  World(EmulatorClock clock, EmulatorClock.Timers timers, String nearest) {
    this.clock = clock;
    this.timers = timers;
    this.ids = new Ids(clock);
    this.nearest = nearest;
  }

  Instant now() {
    return clock.instant();
  }

  Ids ids() {
    return ids;
  }

  /** Returns the region that this emulator is in. */
  String nearest() {
    return nearest;
  }

  /** Runs an action on the state while holding the lock. */
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  /** Runs an action on the state while holding the lock. */
  void locked(Runnable work) {
    locked(
        () -> {
          work.run();
          return true;
        });
  }

  /** Runs an action later, by the clock; the task is not inside the lock. */
  void later(Duration delay, Runnable task) {
    timers.schedule(delay, task);
  }

  /** Runs what is due, if the clock leaves that to its users. Never called inside the lock. */
  void runDue() {
    timers.runDue();
  }

  /**
   * Waits until the condition holds, at most until the deadline, by the clock. The condition is
   * looked at inside the lock. Never called inside the lock.
   *
   * @return whether it holds; false also if the emulator closes
   */
  boolean await(BooleanSupplier condition, Instant deadline) {
    if (holds(condition)) {
      return true;
    }
    later(Duration.between(now(), deadline), () -> locked(() -> {}));
    while (true) {
      lock.lock();
      try {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (closed || !now().isBefore(deadline)) {
          return false;
        }
      } finally {
        lock.unlock();
      }
      if (timers.leap(deadline)) {
        continue;
      }
      lock.lock();
      try {
        if (!closed && !condition.getAsBoolean() && now().isBefore(deadline)) {
          // The bound only guards against a wake-up lost to a clock that another emulator shares.
          boolean unused = changed.await(1, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean holds(BooleanSupplier condition) {
    lock.lock();
    try {
      return condition.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for some time, by the clock. */
  void pause(Duration duration) {
    await(() -> false, now().plus(duration));
  }

  /** Waits until the emulator closes. */
  void pauseUntilClosed() {
    lock.lock();
    try {
      while (!closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    locked(() -> closed = true);
    timers.close();
  }
}

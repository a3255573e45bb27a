package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test advances it. Advancing it runs, on the calling thread and
 * in order, everything that the emulator has scheduled up to the new time; when {@link #advance}
 * returns, all of it has happened. Safe for use by several threads.
 */
public final class HeldClock extends EmulatorClock {
  private static final Comparator<Task> ORDER =
      Comparator.comparing(Task::due).thenComparingLong(Task::sequence);

  /** Held while tasks run, so they run one at a time. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Object state = new Object();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);
  private final boolean leaps;
  private Instant now;
  private long sequence;

  HeldClock(Instant start, boolean leaps) {
    this.now = start;
    this.leaps = leaps;
  }

  @Override
  public Instant instant() {
    synchronized (state) {
      return now;
    }
  }

  /**
   * Advances the clock and runs what falls due on the way.
   *
   * @param duration how far; zero runs only what is due already
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("cannot move a clock back, by " + duration);
    }
    turn.lock();
    try {
      moveTo(instant().plus(duration));
    } finally {
      turn.unlock();
    }
  }

  private void moveTo(Instant target) {
    for (Task task = next(target); task != null; task = next(target)) {
      task.work().run();
    }
    synchronized (state) {
      if (now.isBefore(target)) {
        now = target;
      }
    }
  }

  /** Takes the next task that is due by then, and moves the clock to its time. */
  private @Nullable Task next(Instant target) {
    synchronized (state) {
      Task first = tasks.peek();
      if (first == null || first.due().isAfter(target)) {
        return null;
      }
      if (now.isBefore(first.due())) {
        now = first.due();
      }
      return tasks.poll();
    }
  }

  /**
   * Runs what is due already. If another thread is running tasks, it runs these too: a runtime may
   * call back from inside a task, and must not wait for itself.
   */
  private void runDue() {
    while (due() && turn.tryLock()) {
      try {
        moveTo(instant());
      } finally {
        turn.unlock();
      }
    }
  }

  private boolean due() {
    synchronized (state) {
      Task first = tasks.peek();
      return first != null && !first.due().isAfter(now);
    }
  }

  private boolean leapTowards(Instant limit) {
    if (!leaps) {
      return false;
    }
    turn.lock();
    try {
      Instant target;
      synchronized (state) {
        Task first = tasks.peek();
        target = first == null || first.due().isAfter(limit) ? limit : first.due();
      }
      moveTo(target);
      return true;
    } finally {
      turn.unlock();
    }
  }

  @Override
  Timers timers(Executor workers) {
    Object owner = new Object();
    return new Timers() {
      @Override
      public void schedule(Duration delay, Runnable work) {
        synchronized (state) {
          Duration wait = delay.isNegative() ? Duration.ZERO : delay;
          tasks.add(new Task(now.plus(wait), sequence++, owner, work));
        }
      }

      @Override
      public void runDue() {
        HeldClock.this.runDue();
      }

      @Override
      public boolean leap(Instant limit) {
        return leapTowards(limit);
      }

      @Override
      public void close() {
        synchronized (state) {
          tasks.removeIf(task -> task.owner() == owner);
        }
      }
    };
  }

  @Override
  public String toString() {
    return "HeldClock[" + instant() + "]";
  }

  private record Task(Instant due, long sequence, Object owner, Runnable work) {}
}

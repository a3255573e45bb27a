package dev.mcpfly.transport.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from a first to a longest, each drawn between its half and its whole. */
public final class Backoff {
  private final long firstMillis;
  private final long longestMillis;
  private int failures;

  /** Begins with the first pause. */
  public Backoff(Duration first, Duration longest) {
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
  }

  /** Returns the pause before the next attempt. */
  public synchronized Duration next() {
    long whole = Math.min(longestMillis, firstMillis << Math.min(failures, 20));
    failures++;
    // Many clients of one server must not come back in step.
    return Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
  }

  /** Begins again, after an attempt that worked. */
  public synchronized void reset() {
    failures = 0;
  }
}

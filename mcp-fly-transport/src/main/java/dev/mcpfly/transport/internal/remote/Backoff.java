package dev.mcpfly.transport.internal.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from a first to a longest, each drawn between its half and its whole. */
final class Backoff {
  private final long firstMillis;
  private final long longestMillis;
  private int failures;

  Backoff(Duration first, Duration longest) {
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
  }

  /** The pause before the next attempt. */
  synchronized Duration next() {
    long whole = Math.min(longestMillis, firstMillis << Math.min(failures, 20));
    failures++;
    // Many clients of one server must not come back in step.
    return Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
  }

  /** Begins again, after an attempt that worked. */
  synchronized void reset() {
    failures = 0;
  }
}

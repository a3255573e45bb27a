package dev.mcpfly.transport.internal.relay;

import java.time.Duration;

/** How long to wait before a child that keeps ending is started again. */
final class Backoff {
  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 30_000;

  private int failures;
  private long notBefore = System.nanoTime();

  synchronized void failed(long now) {
    failures++;
    long millis = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
    notBefore = now + Duration.ofMillis(millis).toNanos();
  }

  synchronized void worked() {
    failures = 0;
  }

  synchronized int failures() {
    return failures;
  }

  /** How much longer to wait, zero or less for not at all. */
  synchronized long remainingNanos(long now) {
    return failures == 0 ? 0 : notBefore - now;
  }
}

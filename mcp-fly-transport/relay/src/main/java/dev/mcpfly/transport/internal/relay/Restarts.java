package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Backoff;
import java.time.Duration;

/** Computes the pause before a child that keeps exiting is started again. Thread-safe. */
final class Restarts {
  private final Backoff pauses = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));
  private int failures;
  private long notBefore = System.nanoTime();

  synchronized void failed(long now) {
    failures++;
    notBefore = now + pauses.next().toNanos();
  }

  synchronized void worked() {
    failures = 0;
    pauses.reset();
  }

  synchronized int failures() {
    return failures;
  }

  /** Returns how much longer to wait, zero or less for not at all. */
  synchronized long remainingNanos(long now) {
    return failures == 0 ? 0 : notBefore - now;
  }
}

package dev.mcpfly.transport.internal.auth;

import java.time.InstantSource;
import java.util.Map;

/**
 * Allows a burst of attempts, then one for each interval, to each of a bounded number of keys.
 * Thread-safe.
 */
final class RateLimit {
  private static final int KEYS = 4096;

  private final int burst;
  private final long intervalMillis;
  private final InstantSource clock;

  /** When each key has its whole burst again. */
  private final Map<String, Long> fullAt = new BoundedMap<>(KEYS, true);

  RateLimit(int burst, long intervalMillis, InstantSource clock) {
    this.burst = burst;
    this.intervalMillis = intervalMillis;
    this.clock = clock;
  }

  /** Takes one attempt: 0 if it is allowed, else after how many seconds the next one is. */
  synchronized int take(String key) {
    int wait = waitFor(key);
    if (wait == 0) {
      long now = clock.millis();
      fullAt.put(key, Math.max(now, fullAt.getOrDefault(key, now)) + intervalMillis);
    }
    return wait;
  }

  /** Tells how long a key must wait, without taking an attempt. */
  synchronized int waitFor(String key) {
    long now = clock.millis();
    long full = Math.max(now, fullAt.getOrDefault(key, now));
    long over = full + intervalMillis - now - burst * intervalMillis;
    return over <= 0 ? 0 : (int) ((over + 999) / 1000);
  }

  /** Gives a key its whole burst back. */
  synchronized void reset(String key) {
    fullAt.remove(key);
  }
}

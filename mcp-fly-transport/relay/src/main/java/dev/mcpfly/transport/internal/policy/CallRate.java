package dev.mcpfly.transport.internal.policy;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the calls of each principal in the minute that has passed. Thread-safe. */
public final class CallRate {
  private static final long MINUTE = 60_000;

  private final InstantSource clock;
  private final Map<String, ArrayDeque<Long>> calls = new ConcurrentHashMap<>();

  /** Makes a counter that follows a clock. */
  public CallRate(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a call if the caller may have one more; whether it was counted. */
  public boolean take(Rights rights) {
    int most = rights.callsPerMinute();
    long now = clock.millis();
    boolean[] taken = new boolean[1];
    calls.compute(
        rights.principal(),
        (name, known) -> {
          ArrayDeque<Long> times = known == null ? new ArrayDeque<>() : known;
          forget(times, now);
          if (times.size() < most) {
            times.add(now);
            taken[0] = true;
          }
          return times;
        });
    return taken[0];
  }

  /** Returns after how many seconds, rounded up, the caller may have one more; 0 for now. */
  public int wait(Rights rights) {
    int most = rights.callsPerMinute();
    long now = clock.millis();
    int[] wait = new int[1];
    calls.computeIfPresent(
        rights.principal(),
        (name, times) -> {
          forget(times, now);
          if (times.size() >= most) {
            // The call that must be a minute old before another fits.
            long oldest = times.stream().skip((long) times.size() - most).findFirst().orElse(now);
            wait[0] = (int) Math.max(1, (oldest + MINUTE - now + 999) / 1000);
          }
          return times;
        });
    return wait[0];
  }

  private static void forget(ArrayDeque<Long> times, long now) {
    // A clock that was set back must not lock a caller out for longer than a minute.
    while (!times.isEmpty() && (times.peek() <= now - MINUTE || times.peek() > now)) {
      times.remove();
    }
  }

  /** Forgets principals without a call in the last minute. */
  public void tick() {
    long now = clock.millis();
    for (String name : calls.keySet()) {
      calls.computeIfPresent(
          name,
          (key, times) -> {
            forget(times, now);
            return times.isEmpty() ? null : times;
          });
    }
  }
}

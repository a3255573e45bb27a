package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Token buckets for each action on each machine or app: one a second with bursts of three, reading
 * a machine five a second with bursts of ten, and a hundred app deletions a minute.
 */
final class RateLimits {
  /** How much of a call may be missing: requests keep their pace, but networks do not. */
  private static final double TOLERANCE = 0.1;

  private static final Limit USUAL = new Limit(1, 3);
  private static final Limit READ_MACHINE = new Limit(5, 10);
  private static final Limit DELETE_APP = new Limit(100 / 60.0, 100);

  private final boolean on;
  private final EmulatorClock clock;
  private final Map<String, Bucket> buckets = new HashMap<>();

  RateLimits(boolean on, EmulatorClock clock) {
    this.on = on;
    this.clock = clock;
  }

  boolean on() {
    return on;
  }

  /**
   * Takes a token for the call from its bucket.
   *
   * @throws ApiError 429 if the bucket is empty
   */
  void take(String operation, Map<String, String> variables) {
    String subject =
        operation.equals("Apps_delete")
            ? "all"
            : variables.getOrDefault("machine_id", variables.getOrDefault("app_name", ""));
    if (!on || subject.isEmpty() || operation.equals("Logs_get")) {
      return; // the limits are documented for machines and apps; logs are another service
    }
    Limit limit =
        switch (operation) {
          case "Machines_show" -> READ_MACHINE;
          case "Apps_delete" -> DELETE_APP;
          default -> USUAL;
        };
    if (!take(operation + " " + subject, limit)) {
      throw ApiError.of(429, "rate limit exceeded for " + operation);
    }
  }

  private synchronized boolean take(String key, Limit limit) {
    Instant now = clock.instant();
    Bucket bucket = buckets.computeIfAbsent(key, k -> new Bucket(limit.burst(), now));
    double gained = Duration.between(bucket.time, now).toNanos() / 1e9 * limit.perSecond();
    bucket.tokens = Math.min(limit.burst(), bucket.tokens + Math.max(0, gained));
    bucket.time = now;
    if (bucket.tokens < 1 - TOLERANCE) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  private record Limit(double perSecond, double burst) {}

  private static final class Bucket {
    double tokens;
    Instant time;

    Bucket(double tokens, Instant time) {
      this.tokens = tokens;
      this.time = time;
    }
  }
}

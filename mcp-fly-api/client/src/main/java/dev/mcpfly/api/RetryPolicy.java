package dev.mcpfly.api;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sets how often a failed request is repeated, and how long to pause in between. Whether a request
 * may be repeated does not depend on the policy: see {@link FlyOperation#isRepeatable()}.
 *
 * @param maxAttempts the requests for one call, the first included; 1 means no retry
 * @param firstPause the longest pause after the first failure; doubled after each further one
 * @param longestPause the limit of the doubling
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public record RetryPolicy(int maxAttempts, Duration firstPause, Duration longestPause) {
  /** Checks the values. */
  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new InvalidRequestException("maxAttempts", maxAttempts, "must be at least 1");
    }
    if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new InvalidRequestException(
          "longestPause", longestPause, "must not be less than firstPause, " + firstPause);
    }
  }

  /** Returns the default: 5 attempts, pauses of up to 0.5, 1, 2 and 4 seconds. */
  public static RetryPolicy ofDefaults() {
    return new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(8));
  }

  /** Returns a policy that never repeats a request. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
  }

  /** Returns the pause after a number of failures: between a half and the whole of its limit. */
  Duration pause(int failures) {
    long limit = firstPause.toMillis();
    for (int i = 1; i < failures && limit < longestPause.toMillis(); i++) {
      limit *= 2;
    }
    limit = Math.min(limit, longestPause.toMillis());
    return Duration.ofMillis(limit / 2 + ThreadLocalRandom.current().nextLong(limit / 2 + 1));
  }
}

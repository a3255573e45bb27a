package dev.mcpfly.api;

import dev.mcpfly.api.internal.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fly's documented limits, enforced by the client: one request a second with a burst of 3 for each
 * operation and machine (or app, or organization), for "get machine" 5 a second with a burst of 10,
 * and 100 deleted apps a minute.
 */
final class ClientLimits {
  /** When more buckets than this are known, those that are full again are forgotten. */
  private static final int MANY = 1024;

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  // 10 at once and 90 a minute: no minute ever holds more than 100.
  private final TokenBucket appDeletions = new TokenBucket(Duration.ofMillis(667), 10);

  /** Returns the buckets that a request takes a token from. */
  List<TokenBucket> bucketsFor(OperationCall call, Instant now) {
    List<TokenBucket> result = new ArrayList<>(2);
    String id = call.limitedBy();
    if (id != null && call.operation() != FlyOperation.LOGS_PAGE) {
      if (buckets.size() > MANY) {
        buckets.values().removeIf(bucket -> bucket.idle(now));
      }
      boolean get = call.operation() == FlyOperation.MACHINES_SHOW;
      result.add(
          buckets.computeIfAbsent(
              call.operation().name() + " " + id,
              key -> get ? new TokenBucket(SECOND.dividedBy(5), 10) : new TokenBucket(SECOND, 3)));
    }
    if (call.operation() == FlyOperation.APPS_DELETE) {
      result.add(appDeletions);
    }
    return result;
  }
}

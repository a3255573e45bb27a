package dev.mcpfly.transport.internal.remote;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests that wait for their responses. Each is answered at most once. */
final class Calls {
  private final Map<String, Call> byKey = new ConcurrentHashMap<>();
  private final AtomicLong privateIds = new AtomicLong();

  /** Notes a request; false if another with the same id still waits. */
  boolean add(Call call) {
    return byKey.putIfAbsent(call.key(), call) == null;
  }

  /** Makes an answer to another id count as the answer to this call as well. */
  void alias(String rawId, Call call) {
    String key = Call.key(rawId);
    byKey.put(key, call);
    Later.whenDone(call.done(), () -> byKey.remove(key, call));
  }

  @Nullable Call find(@Nullable String rawId) {
    return rawId == null ? null : byKey.get(Call.key(rawId));
  }

  /** Takes a call out; true for the one who took it, and so may answer it. */
  boolean take(Call call) {
    return byKey.remove(call.key(), call);
  }

  /** An id that no client uses, as JSON. */
  String privateId() {
    return "\"mcp-fly/" + privateIds.incrementAndGet() + "\"";
  }

  Collection<Call> pending() {
    return List.copyOf(Map.copyOf(byKey).values());
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Waits until every request has its response; false if the time was too short. */
  boolean await(Duration limit) throws InterruptedException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            pending().stream()
                // A subscription has no response that one could wait for.
                .filter(
                    call -> !call.isCancelled() && !call.method().equals("subscriptions/listen"))
                .map(Call::done)
                .toArray(CompletableFuture<?>[]::new));
    try {
      all.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      return true;
    }
  }
}

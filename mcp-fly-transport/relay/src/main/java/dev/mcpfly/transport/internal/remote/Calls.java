package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.IdMap;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests that wait for their responses. Each is answered at most once. */
final class Calls {
  private final IdMap<Call> open = new IdMap<>();
  private final AtomicLong privateIds = new AtomicLong();

  /** Notes a request; false if another with the same id still waits. */
  boolean add(Call call) {
    return open.add(call.rawId(), call);
  }

  /** Makes an answer to another id count as the answer to this call as well. */
  void alias(String rawId, Call call) {
    open.put(rawId, call);
    Later.whenDone(call.done(), () -> open.remove(rawId, call));
  }

  @Nullable Call find(@Nullable String rawId) {
    return rawId == null ? null : open.find(rawId);
  }

  /** Takes a call out; true for the one who took it, and so may answer it. */
  boolean take(Call call) {
    return open.remove(call.rawId(), call);
  }

  /** Returns an id that no client uses, as JSON. */
  String privateId() {
    return "\"mcp-fly/" + privateIds.incrementAndGet() + "\"";
  }

  Collection<Call> pending() {
    return open.snapshot();
  }

  boolean isEmpty() {
    return open.isEmpty();
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

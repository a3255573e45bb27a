package dev.mcpfly.transport.internal.remote;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many requests be under way at once, as each takes a connection; the others wait for
 * their turn, in order. Handshakes do not wait, nor do subscriptions, which never end.
 */
final class Slots {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  /** What this thread has yet to start, while it starts something. */
  private static final ThreadLocal<Queue<Runnable>> STARTING = new ThreadLocal<>();

  private record Waiting(Call call, Supplier<? extends CompletionStage<?>> start) {}

  private final int most;
  private final Set<Call> running = new HashSet<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();

  Slots(int most) {
    this.most = most;
  }

  /**
   * Starts a request, now or later.
   *
   * @return what {@code start} returned, or a stage that is complete if the request must wait
   */
  CompletionStage<?> enter(Call call, Supplier<? extends CompletionStage<?>> start) {
    if (call.method().equals("initialize") || call.method().equals("subscriptions/listen")) {
      return start.get();
    }
    synchronized (this) {
      if (running.size() >= most) {
        waiting.add(new Waiting(call, start));
        return CompletableFuture.completedFuture(null);
      }
      running.add(call);
    }
    return run(call, start);
  }

  private CompletionStage<?> run(Call call, Supplier<? extends CompletionStage<?>> start) {
    Later.whenDone(call.done(), () -> leave(call));
    return start.get();
  }

  /** Gives a request's place to the next: it has its answer, or nobody waits for one any more. */
  void leave(Call call) {
    Waiting next;
    synchronized (this) {
      if (!running.remove(call)) {
        return;
      }
      next = next();
    }
    if (next != null) {
      start(next);
    }
  }

  /**
   * Starts one that waited. One that is over at once frees its place for the next on the same
   * stack: a loop starts that one, as thousands may wait.
   */
  private void start(Waiting first) {
    Runnable task =
        () -> {
          var unused = run(first.call, first.start);
        };
    Queue<Runnable> outer = STARTING.get();
    if (outer != null) {
      outer.add(task);
      return;
    }
    Queue<Runnable> queue = new ArrayDeque<>(List.of(task));
    STARTING.set(queue);
    try {
      Runnable next;
      while ((next = queue.poll()) != null) {
        try {
          next.run();
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "A message could not be sent", e);
        }
      }
    } finally {
      STARTING.remove();
    }
  }

  private @Nullable Waiting next() {
    Waiting next;
    do {
      next = waiting.poll();
    } while (next != null && !next.call.isPending());
    if (next != null) {
      running.add(next.call);
    }
    return next;
  }

  /** Takes back a request that was not sent yet; false if it was. */
  synchronized boolean withdraw(Call call) {
    return waiting.removeIf(each -> each.call == call);
  }
}

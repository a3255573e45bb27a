package dev.mcpfly.transport.internal.remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets messages out in the order in which they came in. One that must arrive before the next may
 * leave holds those behind it; the others go without waiting.
 */
final class Turnstile {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  private record Entry(
      Supplier<? extends @Nullable CompletionStage<?>> action, @Nullable Duration patience) {}

  private final Queue<Entry> waiting = new ArrayDeque<>();
  private boolean busy;

  /** Lets something out that holds nobody. */
  void pass(Runnable action) {
    enter(
        new Entry(
            () -> {
              action.run();
              return null;
            },
            null));
  }

  /**
   * Lets something out that holds those behind it until it is done, or until their patience ends.
   *
   * @param patience how long the others wait at most, or null for as long as it takes
   */
  void hold(Supplier<? extends CompletionStage<?>> action, @Nullable Duration patience) {
    enter(new Entry(action, patience));
  }

  private void enter(Entry entry) {
    synchronized (this) {
      waiting.add(entry);
      if (busy) {
        return;
      }
      busy = true;
    }
    run();
  }

  private void run() {
    while (true) {
      Entry entry;
      synchronized (this) {
        entry = waiting.poll();
        if (entry == null) {
          busy = false;
          return;
        }
      }
      CompletionStage<?> stage;
      try {
        stage = entry.action().get();
      } catch (RuntimeException | Error e) {
        // Whatever it was, those behind it must not wait for good.
        LOG.log(System.Logger.Level.ERROR, "A message could not be sent", e);
        continue;
      }
      if (stage == null) {
        continue;
      }
      // A stage of our own: the time limit must not fail the stage itself.
      CompletableFuture<?> gate = stage.toCompletableFuture().thenApply(done -> done);
      if (gate.isDone()) {
        continue;
      }
      Duration patience = entry.patience();
      if (patience != null) {
        gate = gate.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      Later.whenDone(gate, () -> Threads.POOL.execute(this::run));
      return;
    }
  }
}

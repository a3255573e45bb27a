package dev.mcpfly.transport.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs callbacks when a future is done. */
final class Later {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  private Later() {}

  /**
   * Calls back with the value or the failure, on whichever thread completes the future. A callback
   * that throws is logged: nobody else would learn of it.
   */
  static <T extends @Nullable Object> void whenDone(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> callback) {
    var unused =
        future.whenComplete(
            (value, failure) -> {
              try {
                callback.accept(value, failure);
              } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "A message could not be handled", e);
              }
            });
  }

  /** Completes one future as another completes. */
  static <T extends @Nullable Object> void copy(
      CompletableFuture<T> from, CompletableFuture<T> to) {
    var unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                to.completeExceptionally(failure);
              } else {
                to.complete(value);
              }
            });
  }

  /** Calls back when the future is done, however that came. */
  static void whenDone(CompletableFuture<?> future, Runnable callback) {
    whenDone(future, (value, failure) -> callback.run());
  }
}

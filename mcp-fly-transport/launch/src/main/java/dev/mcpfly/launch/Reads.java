package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Runs independent reads in parallel. The client keeps the API's rate limits. */
final class Reads implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          body -> {
            Thread thread = new Thread(body, "mcp-fly-survey");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Future<?>> begun = new ArrayList<>();

  /** Begins a read; the supplier that is returned waits for its result. */
  <T> Supplier<T> begin(Supplier<T> read) {
    Future<T> future = threads.submit(read::get);
    begun.add(future);
    return () -> result(future);
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchException("Interrupted before anything was changed.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("A read threw an undeclared exception", e.getCause());
    }
  }

  /** Cancels reads whose results are no longer needed. */
  @Override
  public void close() {
    begun.forEach(future -> future.cancel(true));
    threads.shutdownNow();
  }
}

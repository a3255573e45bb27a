package dev.mcpfly.transport.internal.remote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The daemon threads that all conversations of this process share; they end when idle. */
final class Threads {
  private static final AtomicInteger COUNT = new AtomicInteger();

  static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "mcp-fly-remote-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private Threads() {}

  /** Runs something on the pool after a pause. */
  static void after(Duration pause, Runnable work) {
    Executor later =
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, POOL);
    later.execute(work);
  }
}

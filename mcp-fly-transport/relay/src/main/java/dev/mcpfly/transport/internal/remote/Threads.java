package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** The daemon threads that all conversations of this process share; they end when idle. */
final class Threads {
  static final ExecutorService POOL = DaemonThreads.pool("mcp-fly-remote");

  private Threads() {}

  /** Runs something on the pool after a pause. */
  static void after(Duration pause, Runnable work) {
    Executor later =
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, POOL);
    later.execute(work);
  }
}

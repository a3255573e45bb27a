package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.DaemonThreads;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;

/**
 * Does things one after the other, on a thread that is held only while there are any. Thread-safe.
 */
final class Mailbox {
  private static final ExecutorService THREADS = DaemonThreads.pool("mcp-relay-server");

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  void add(Runnable task) {
    synchronized (this) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    THREADS.execute(this::run);
  }

  /** Does something at once, on a thread of its own. */
  static void aside(Runnable task) {
    THREADS.execute(task);
  }

  private void run() {
    while (true) {
      Runnable task;
      synchronized (this) {
        task = waiting.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      task.run();
    }
  }
}

package dev.mcpfly.transport.internal;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;

/**
 * Runs tasks one after the other, on a thread that is held only while there are any. Thread-safe.
 */
public final class Mailbox {
  private static final ExecutorService THREADS = DaemonThreads.pool("mcp-relay-server");

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  /** Creates an empty mailbox. */
  public Mailbox() {}

  /** Does something after what was added before. */
  public void add(Runnable task) {
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
  public static void aside(Runnable task) {
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

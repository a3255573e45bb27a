package dev.mcpfly.transport.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that keep no JVM alive. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** Makes threads with this name and a number. */
  public static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** As many as there is work for; they end when idle for a minute. */
  public static ExecutorService pool(String name) {
    return Executors.newCachedThreadPool(named(name));
  }
}

package dev.mcpfly.launch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, a shutdown of the JVM (Ctrl-C) interrupts the thread that opened it and waits
 * until that thread has taken back what it did.
 */
final class ShutdownGuard {
  private static final long UNDO_SECONDS = 60;

  /** Threads that know of the shutdown: a second interrupt would end what they undo. */
  private static final Set<Thread> INTERRUPTED = ConcurrentHashMap.newKeySet();

  private final Thread guarded = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interruptAndWait, "mcp-fly-undo");
  private final boolean registered;

  ShutdownGuard() {
    registered = ShutdownHooks.add(hook);
  }

  /** Returns whether the JVM was going down already, so that it will not wait. */
  boolean isTooLate() {
    return !registered;
  }

  private void interruptAndWait() {
    if (INTERRUPTED.add(guarded)) {
      guarded.interrupt();
    }
    try {
      closed.await(UNDO_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    closed.countDown();
    if (registered) {
      ShutdownHooks.remove(hook);
    }
  }
}

package dev.mcpfly.api.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The order in which this JVM shuts down: a hook that undoes a launch or destroys a deployment
 * needs the emulator until it is done. The JVM itself runs all shutdown hooks at once.
 */
final class ExitOrder {
  /** The hooks that go first: of a launch that is under way, and of destroyOnExit(). */
  private static final Set<String> FIRST = Set.of("mcp-fly-undo", "mcp-fly-destroy");

  /** The JVM starts all hooks together, in no order. */
  private static final long GRACE_MILLIS = 100;

  private static final long LONGEST_MILLIS = 60_000;

  private ExitOrder() {}

  /** Waits in a shutdown hook until the hooks that must run first have ended. */
  static void awaitOthers() {
    long deadline = System.nanoTime() + LONGEST_MILLIS * 1_000_000;
    try {
      Thread.sleep(GRACE_MILLIS);
      for (List<Thread> others = others(); !others.isEmpty(); others = others()) {
        for (Thread other : others) {
          long left = (deadline - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            return;
          }
          other.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Thread> others() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[group.activeCount() * 2 + 16];
    int count = group.enumerate(threads, true);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (FIRST.contains(threads[i].getName())) {
        others.add(threads[i]);
      }
    }
    return others;
  }
}

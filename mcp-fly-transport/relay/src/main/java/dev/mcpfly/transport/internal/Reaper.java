package dev.mcpfly.transport.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One thread that takes children through close, TERM and KILL, however many end at once. */
final class Reaper {
  private static final long TICK_MILLIS = 20;
  private static final long MAX_TICK_MILLIS = 200;

  private static final List<Ending> ENDINGS = new ArrayList<>();
  private static boolean running;

  private Reaper() {}

  private static final class Ending {
    final ChildProcess child;
    final long graceNanos;
    long deadline;
    int step;
    boolean done;

    Ending(ChildProcess child) {
      this.child = child;
      this.graceNanos = child.stopGrace().toNanos();
      this.deadline = System.nanoTime() + graceNanos;
    }
  }

  static void stop(ChildProcess child) {
    child.closeStdin();
    synchronized (ENDINGS) {
      ENDINGS.add(new Ending(child));
      if (!running) {
        running = true;
        Thread thread = new Thread(Reaper::run, "mcp-child-reaper");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private static void run() {
    long pause = TICK_MILLIS;
    while (true) {
      List<Ending> due;
      synchronized (ENDINGS) {
        ENDINGS.removeIf(ending -> ending.done);
        if (ENDINGS.isEmpty()) {
          running = false;
          return;
        }
        due = new ArrayList<>(ENDINGS);
      }
      long before = System.nanoTime();
      // One walk over the processes serves all that are ending now.
      Map<String, List<ProcessHandle>> marked = ProcessTree.marked();
      boolean changed = false;
      for (Ending ending : due) {
        changed |= advance(ending, marked);
      }
      // Quick while something happens; a busy system makes walks slow, so never mostly walk.
      long spent = (System.nanoTime() - before) / 1_000_000;
      pause = Math.max(2 * spent, changed ? TICK_MILLIS : Math.min(MAX_TICK_MILLIS, pause * 3 / 2));
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; ending children goes first.
      }
    }
  }

  /** Returns whether anything changed. */
  private static boolean advance(Ending ending, Map<String, List<ProcessHandle>> marked) {
    List<ProcessHandle> alive = ending.child.tree().alive(marked);
    if (alive.isEmpty()) {
      ending.done = true;
      ending.child.treeIsGone();
      return true;
    }
    boolean due = System.nanoTime() - ending.deadline >= 0;
    // What a child leaves behind when it ends by itself has no stdin to watch: no need to wait.
    if (ending.step == 0 && (due || !ending.child.runs())) {
      ending.step = 1;
      ending.deadline = System.nanoTime() + ending.graceNanos;
      ProcessTree.terminate(alive);
      return true;
    }
    if (ending.step >= 1 && due) {
      ProcessTree.kill(alive);
      return ending.step++ == 1;
    }
    return false;
  }
}

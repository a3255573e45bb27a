package dev.mcpfly.launch;

import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs an action when the JVM ends, unless that is canceled; at once if it is ending already. */
final class ExitHook {
  private final String name;
  private final Runnable action;
  private @Nullable Thread hook;

  ExitHook(String name, Runnable action) {
    this.name = name;
    this.action = action;
  }

  void set() {
    if (hook != null) {
      return;
    }
    Thread thread = new Thread(() -> atExit(System.err), name);
    if (ShutdownHooks.add(thread)) {
      hook = thread;
      return;
    }
    boolean interrupted = Thread.interrupted(); // as Ctrl-C interrupts a launch
    action.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What fails then has nobody to catch it, and a stack trace helps nobody. */
  void atExit(PrintStream err) {
    try {
      action.run();
    } catch (RuntimeException e) {
      err.println(name + ": " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  boolean isSet() {
    return hook != null;
  }

  /** Does nothing on the hook's own thread: the JVM is ending, and hooks cannot be removed. */
  void cancel() {
    Thread thread = hook;
    if (thread != null && thread != Thread.currentThread()) {
      ShutdownHooks.remove(thread);
      hook = null;
    }
  }
}

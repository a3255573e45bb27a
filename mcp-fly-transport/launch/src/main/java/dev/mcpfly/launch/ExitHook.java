package dev.mcpfly.launch;

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
    Thread thread = new Thread(this::atExit, name);
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

  /** Leaves what fails to the thread's handler, which says it in one line by default. */
  void atExit() {
    try {
      action.run();
    } catch (RuntimeException e) {
      throw new Failure(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  /** Without a stack trace and the name of a class, which help nobody when the JVM ends. */
  @SuppressWarnings("OverrideThrowableToString")
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message, null, false, false);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
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

package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/** One step of a launch that can be run, and undone while the launch has not succeeded. */
interface Step {
  /** Describes the step for plans, events and errors. */
  LaunchStep describe();

  /**
   * Does it. Whatever was done before an exception is handed to {@code undo} first, so that it can
   * be taken back even though the step failed.
   *
   * @return what came of it, in one line
   */
  String run(Progress progress, UndoLog undo) throws InterruptedException;

  /** Takes news of a step that goes on. */
  @FunctionalInterface
  interface Progress {
    void report(String message);
  }

  /** Takes what is to be done if the launch fails later on. */
  @FunctionalInterface
  interface UndoLog {
    /** Registers an action that takes back what has just been done. */
    void add(Undo undo);
  }

  /** Takes back what a step did. */
  @FunctionalInterface
  interface Undo {
    /**
     * Takes it back.
     *
     * @return what was taken back, in one line; null when there was nothing to do any more
     * @throws CannotUndoException if it cannot be taken back at all
     */
    @Nullable String run() throws InterruptedException;
  }

  /** Something that no call can take back; the message says what is left. */
  final class CannotUndoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotUndoException(String message) {
      super(message);
    }
  }
}

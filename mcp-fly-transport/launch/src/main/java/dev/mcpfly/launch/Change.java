package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be done to a deployment. It is made of what is known beforehand, holds the
 * requests that it will send, and knows how to take back what it did. Immutable.
 */
interface Change {
  /** Describes the change for plans, events and errors, with every call that changes something. */
  LaunchPlan.Step describe();

  /**
   * Does it. Whatever was done before an exception is handed to {@code undo} first, so that it can
   * be taken back even though the step failed.
   *
   * @param state what earlier changes of the same run have learned, and later ones want to know
   * @return what came of it, in one line
   */
  String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException;

  /** Receives the progress of a running change. */
  @FunctionalInterface
  interface Progress {
    void report(String message);

    /** Tells what a person should know of what is being done. */
    default void warn(String warning) {
      report(warning);
    }
  }

  /** Registers what is to be undone if a later change fails. */
  @FunctionalInterface
  interface UndoLog {
    /** Registers an action that takes back what has just been done. */
    void add(Undo undo);
  }

  /** Undoes a change. */
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

  /** Thrown if a change cannot be undone; the message says what is left. */
  final class CannotUndoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotUndoException(String message) {
      super(message);
    }
  }
}

package dev.mcpfly.launch;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An undo that another change may need earlier than in its turn. It is done once; its outcome,
 * which may be a failure, is reported in its turn.
 */
final class UndoOnce {
  private final Supplier<@Nullable String> action;
  private boolean done;
  private @Nullable String outcome;
  private @Nullable RuntimeException failure;

  /**
   * Creates an undo.
   *
   * @param action undoes the change, and returns what was undone, as {@link Change.Undo#run} does
   */
  UndoOnce(Supplier<@Nullable String> action) {
    this.action = action;
  }

  /** Undoes the change now, unless that was done before. */
  void restore() {
    if (!done) {
      done = true;
      try {
        outcome = action.get();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }

  /** Undoes the change unless that was done before, and returns or throws the outcome. */
  @Nullable String run() {
    restore();
    if (failure != null) {
      throw failure;
    }
    return outcome;
  }
}

package dev.mcpfly.transport.internal;

import java.lang.System.Logger.Level;

/**
 * Decides after an unexpected failure whether the work of others can go on.
 *
 * <p>Memory that one connection or message could not get is free again once that is given up. A
 * class that could not be loaded never will be, and an internal error of the JVM leaves nothing to
 * rely on: whoever catches such an error must end what it serves, so that it is started again.
 */
public final class Survival {
  private Survival() {}

  /** Returns whether others can be served after this. */
  public static boolean isPossible(Throwable failure) {
    return !(failure instanceof LinkageError)
        && (!(failure instanceof VirtualMachineError)
            || failure instanceof OutOfMemoryError
            || failure instanceof StackOverflowError);
  }

  /**
   * Logs a failure that others can be served after, and throws any other again.
   *
   * @throws Error if it cannot be survived
   */
  public static void survive(String what, Throwable failure) {
    if (failure instanceof Error error && !isPossible(failure)) {
      throw error;
    }
    report(what, failure);
  }

  /** Logs a failure as far as there is memory for it. */
  public static void report(String what, Throwable failure) {
    try {
      System.getLogger(Survival.class.getName()).log(Level.ERROR, what, failure);
    } catch (Throwable nested) {
      // Without memory for a line of log, going on matters more than the line.
    }
  }
}

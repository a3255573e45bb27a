package dev.mcpfly.examples;

/** A script that cannot run on this computer, and says what it lacks: no failure. */
public final class SkippedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SkippedException(String message) {
    super(message);
  }
}

package dev.mcpfly.api;

/** Signals that no token was given and none was found where flyctl keeps it. */
public final class MissingTokenException extends FlyException {
  private static final long serialVersionUID = 1L;

  MissingTokenException(String message, Failure failure) {
    super(message, failure);
  }
}

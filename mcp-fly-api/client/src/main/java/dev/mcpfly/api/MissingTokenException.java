package dev.mcpfly.api;

/** Thrown when no token was given and none was found where flyctl keeps it. */
public final class MissingTokenException extends FlyException {
  private static final long serialVersionUID = 1L;

  MissingTokenException(String message, Failure failure) {
    super(message, failure);
  }
}

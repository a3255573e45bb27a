package dev.mcpfly.api;

/**
 * Signals a state that does not allow the operation yet, or ever (HTTP 412); the message says
 * which.
 */
public final class PreconditionFailedException extends ApiException {
  private static final long serialVersionUID = 1L;

  PreconditionFailedException(String message, Failure failure) {
    super(message, failure);
  }
}

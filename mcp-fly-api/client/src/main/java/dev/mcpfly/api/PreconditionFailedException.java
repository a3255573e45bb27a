package dev.mcpfly.api;

/**
 * Thrown when the resource's state does not allow the operation, for now or ever (HTTP 412); the
 * message names the state.
 */
public final class PreconditionFailedException extends ApiException {
  private static final long serialVersionUID = 1L;

  PreconditionFailedException(String message, Failure failure) {
    super(message, failure);
  }
}

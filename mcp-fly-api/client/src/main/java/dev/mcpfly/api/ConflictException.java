package dev.mcpfly.api;

/**
 * Signals that something else happens to the same thing right now (HTTP 409 without a closer
 * reason).
 */
public final class ConflictException extends ApiException {
  private static final long serialVersionUID = 1L;

  ConflictException(String message, Failure failure) {
    super(message, failure);
  }
}

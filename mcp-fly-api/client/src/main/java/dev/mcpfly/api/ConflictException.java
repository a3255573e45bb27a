package dev.mcpfly.api;

/**
 * Thrown when a request conflicts with another operation in progress (HTTP 409 without a more
 * specific reason).
 */
public final class ConflictException extends ApiException {
  private static final long serialVersionUID = 1L;

  ConflictException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/**
 * Thrown for a status that the operation does not define: a failure inside the server (5xx), for
 * example.
 */
public final class UnexpectedStatusException extends ApiException {
  private static final long serialVersionUID = 1L;

  UnexpectedStatusException(String message, Failure failure) {
    super(message, failure);
  }
}

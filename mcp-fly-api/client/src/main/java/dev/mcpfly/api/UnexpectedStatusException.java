package dev.mcpfly.api;

/**
 * Signals a status that the operation gives no meaning to: a failure inside the server (5xx), for
 * example.
 */
public final class UnexpectedStatusException extends ApiException {
  private static final long serialVersionUID = 1L;

  UnexpectedStatusException(String message, Failure failure) {
    super(message, failure);
  }
}

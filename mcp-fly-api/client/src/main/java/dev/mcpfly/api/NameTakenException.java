package dev.mcpfly.api;

/**
 * Thrown when a name is already in use: app names are global, machine names are unique within their
 * app.
 */
public final class NameTakenException extends ApiException {
  private static final long serialVersionUID = 1L;

  NameTakenException(String message, Failure failure) {
    super(message, failure);
  }
}

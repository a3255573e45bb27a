package dev.mcpfly.api;

/**
 * Thrown when the app, machine, volume or other resource does not exist (HTTP 404, or an empty
 * reply).
 */
public final class NotFoundException extends ApiException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/**
 * Signals that the app, machine, volume or other thing is not there (HTTP 404, or an empty reply).
 */
public final class NotFoundException extends ApiException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String message, Failure failure) {
    super(message, failure);
  }
}

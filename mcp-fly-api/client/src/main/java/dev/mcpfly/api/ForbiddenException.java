package dev.mcpfly.api;

/** Thrown when the token is not allowed to access the app, organization or operation (HTTP 403). */
public final class ForbiddenException extends ApiException {
  private static final long serialVersionUID = 1L;

  ForbiddenException(String message, Failure failure) {
    super(message, failure);
  }
}

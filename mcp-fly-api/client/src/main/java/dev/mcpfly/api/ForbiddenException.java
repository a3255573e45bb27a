package dev.mcpfly.api;

/** Signals a token that does not reach this app, organization or operation (HTTP 403). */
public final class ForbiddenException extends ApiException {
  private static final long serialVersionUID = 1L;

  ForbiddenException(String message, Failure failure) {
    super(message, failure);
  }
}

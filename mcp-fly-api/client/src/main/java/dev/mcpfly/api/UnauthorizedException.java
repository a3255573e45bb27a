package dev.mcpfly.api;

/** Signals a token that is missing, expired or not understood (HTTP 401). */
public final class UnauthorizedException extends ApiException {
  private static final long serialVersionUID = 1L;

  UnauthorizedException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/** Thrown when the token is missing, expired or malformed (HTTP 401). */
public final class UnauthorizedException extends ApiException {
  private static final long serialVersionUID = 1L;

  UnauthorizedException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/** Thrown when the server rejects a request as malformed (HTTP 400); retrying cannot help. */
public final class BadRequestException extends ApiException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/**
 * Signals that the server refused a request as malformed (HTTP 400); sending it again cannot help.
 */
public final class BadRequestException extends ApiException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/**
 * Thrown when a successful reply has a body other than what the operation returns: broken JSON, a
 * page of HTML, fields of other types.
 */
public final class UnexpectedResponseException extends FlyException {
  private static final long serialVersionUID = 1L;

  UnexpectedResponseException(String message, Failure failure) {
    super(message, failure);
  }
}

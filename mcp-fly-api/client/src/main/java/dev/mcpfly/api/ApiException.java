package dev.mcpfly.api;

/** Thrown when the server answers with an error status. Subclasses say what it means. */
public abstract class ApiException extends FlyException {
  private static final long serialVersionUID = 1L;

  ApiException(String message, Failure failure) {
    super(message, failure);
  }
}

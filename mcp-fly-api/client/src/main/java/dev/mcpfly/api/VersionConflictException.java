package dev.mcpfly.api;

/** Thrown when the resource has changed since it was read: read it again and redo the change. */
public final class VersionConflictException extends ApiException {
  private static final long serialVersionUID = 1L;

  VersionConflictException(String message, Failure failure) {
    super(message, failure);
  }
}

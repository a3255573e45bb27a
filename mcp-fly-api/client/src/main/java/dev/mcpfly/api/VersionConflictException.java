package dev.mcpfly.api;

/** Signals that the resource was changed since it was read: read it again and redo the change. */
public final class VersionConflictException extends ApiException {
  private static final long serialVersionUID = 1L;

  VersionConflictException(String message, Failure failure) {
    super(message, failure);
  }
}

package dev.mcpfly.api;

/** Signals that a name is in use: names of apps are global, those of machines per app. */
public final class NameTakenException extends ApiException {
  private static final long serialVersionUID = 1L;

  NameTakenException(String message, Failure failure) {
    super(message, failure);
  }
}

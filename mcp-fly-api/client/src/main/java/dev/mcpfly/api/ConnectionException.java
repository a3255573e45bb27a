package dev.mcpfly.api;

/** Thrown when no complete reply arrives: the connection failed, broke, or timed out. */
public final class ConnectionException extends FlyException {
  private static final long serialVersionUID = 1L;

  ConnectionException(String message, Failure failure) {
    super(message, failure);
  }
}

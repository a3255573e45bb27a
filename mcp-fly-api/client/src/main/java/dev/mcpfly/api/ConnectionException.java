package dev.mcpfly.api;

/** Signals that no complete reply arrived: no connection, a broken one, or no answer in time. */
public final class ConnectionException extends FlyException {
  private static final long serialVersionUID = 1L;

  ConnectionException(String message, Failure failure) {
    super(message, failure);
  }
}

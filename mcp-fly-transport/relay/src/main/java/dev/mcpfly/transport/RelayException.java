package dev.mcpfly.transport;

/** Thrown when a relay cannot be started; the message says why and what to do. */
public final class RelayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RelayException(String message, Throwable cause) {
    super(message, cause);
  }
}

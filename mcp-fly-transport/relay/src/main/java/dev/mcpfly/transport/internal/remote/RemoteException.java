package dev.mcpfly.transport.internal.remote;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if a remote server does not do what was requested; the message is for the user. */
public final class RemoteException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RemoteException(String message) {
    this(message, 0, null);
  }

  RemoteException(String message, @Nullable Throwable cause) {
    this(message, 0, cause);
  }

  RemoteException(String message, int status, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** Returns the HTTP status that caused it, or 0 if there was none. */
  public int status() {
    return status;
  }
}

package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an MCP registry cannot be read, or its answer cannot be used. The message is one
 * sentence without control characters; it never contains a secret.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isMissing;

  RegistryException(String message) {
    this(message, null);
  }

  RegistryException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private RegistryException(String message, @Nullable Throwable cause, boolean isMissing) {
    super(message, cause);
    this.isMissing = isMissing;
  }

  static RegistryException missing(String message) {
    return new RegistryException(message, null, true);
  }

  /** Returns whether the registry answered that it has no such server or version. */
  public boolean isMissing() {
    return isMissing;
  }
}

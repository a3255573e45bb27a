package dev.mcpfly.image.internal;

import java.io.IOException;

/**
 * Thrown when an archive is damaged, hostile or of an unsupported kind; the message completes "the
 * layer ...".
 */
public final class TarException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message completes "the layer ...". */
  public TarException(String message) {
    super(message);
  }
}

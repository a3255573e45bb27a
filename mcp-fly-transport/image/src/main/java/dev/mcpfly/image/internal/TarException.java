package dev.mcpfly.image.internal;

import java.io.IOException;

/**
 * An archive is damaged, hostile or of a kind that is not read; the message completes "the layer
 * ...".
 */
public final class TarException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes an error whose message completes "the layer ...". */
  public TarException(String message) {
    super(message);
  }
}

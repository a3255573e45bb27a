package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/** Thrown when launch options are invalid; nothing was created or changed. */
public final class InvalidLaunchException extends LaunchException {
  private static final long serialVersionUID = 1L;

  InvalidLaunchException(String message) {
    this(message, null);
  }

  InvalidLaunchException(String message, @Nullable Throwable cause) {
    // In one line: what was given is quoted in many sentences.
    super(Texts.excerpt(message, Integer.MAX_VALUE), cause);
  }
}

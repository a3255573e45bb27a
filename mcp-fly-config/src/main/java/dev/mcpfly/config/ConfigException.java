package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a configuration cannot be read, planned or written. The root of this module's
 * exceptions; never holds a secret.
 */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path path;

  /** Creates an exception that concerns a file, or none. */
  ConfigException(@Nullable Path path, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /** Returns the file concerned, if there is one. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }
}

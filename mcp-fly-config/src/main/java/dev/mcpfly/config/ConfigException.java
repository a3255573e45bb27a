package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration could not be read, planned or written. Root of this module's exceptions; never
 * holds a secret.
 */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path path;

  /** Creates an exception that concerns a file, or none. */
  ConfigException(@Nullable Path path, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /** Returns the file that this is about, if there is one. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }
}

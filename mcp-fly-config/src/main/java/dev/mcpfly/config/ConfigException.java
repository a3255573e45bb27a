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

  /**
   * Thrown when a file cannot be edited because it is malformed, has the wrong shape, or has a
   * defect that its client does not tolerate.
   */
  public static final class Malformed extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String reason;

    Malformed(Path path, int line, int column, String reason, String advice) {
      super(path, path + ":" + line + ":" + column + ": " + reason + ". " + advice, null);
      this.line = line;
      this.column = column;
      this.reason = reason;
    }

    /** Returns the line of the fault, counted from 1. */
    public int line() {
      return line;
    }

    /** Returns the column of the fault, counted from 1. */
    public int column() {
      return column;
    }

    /** Returns what is wrong. */
    public String reason() {
      return reason;
    }
  }

  /**
   * Thrown when a client could not use an entry; nothing was written. The message says what to do
   * instead.
   */
  public static final class EntryRefused extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final String clientId;
    private final String serverName;

    EntryRefused(String clientId, String serverName, String message) {
      super(null, message, null);
      this.clientId = clientId;
      this.serverName = serverName;
    }

    /** Returns the id of the client. */
    public String clientId() {
      return clientId;
    }

    /** Returns the name that was chosen for the entry. */
    public String serverName() {
      return serverName;
    }
  }

  /** Thrown when the name of an entry to add is already in use. */
  public static final class NameInUse extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final String serverName;

    NameInUse(Path path, String serverName) {
      super(
          path,
          "The server name \""
              + Visible.name(serverName)
              + "\" is already in use in "
              + path
              + ". Choose another name, or replace the entry with ConfigEdit.PutMode.MERGE or"
              + " ConfigEdit.PutMode.REPLACE.",
          null);
      this.serverName = serverName;
    }

    /** Returns the name. */
    public String serverName() {
      return serverName;
    }
  }
}

package dev.mcpfly.config;

import java.nio.file.Path;

/** Thrown when the name of an entry to add is already in use. */
public final class NameInUseException extends ConfigException {
  private static final long serialVersionUID = 1L;

  private final String serverName;

  NameInUseException(Path path, String serverName) {
    super(
        path,
        "There is a server \""
            + Visible.name(serverName)
            + "\" in "
            + path
            + " already. Choose another name, or replace it with ConfigEdit.PutMode.MERGE or"
            + " ConfigEdit.PutMode.REPLACE.",
        null);
    this.serverName = serverName;
  }

  /** Returns the name. */
  public String serverName() {
    return serverName;
  }
}

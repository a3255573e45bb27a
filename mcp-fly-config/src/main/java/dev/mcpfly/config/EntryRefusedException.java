package dev.mcpfly.config;

/**
 * Thrown when a client could not use an entry; nothing was written. The message says what to do
 * instead.
 */
public final class EntryRefusedException extends ConfigException {
  private static final long serialVersionUID = 1L;

  private final String clientId;
  private final String serverName;

  EntryRefusedException(String clientId, String serverName, String message) {
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

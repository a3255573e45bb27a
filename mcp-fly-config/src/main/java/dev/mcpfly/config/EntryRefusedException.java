package dev.mcpfly.config;

/**
 * An entry that a client could not use, found before anything was written. The message says the way
 * out.
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

  /** Returns the name that the entry was to have. */
  public String serverName() {
    return serverName;
  }
}

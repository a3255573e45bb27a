package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.McpServerEntry;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries that clients' files have under one name, as they were read. Immutable. */
final class ClientEntries {
  private final Map<ClientConfig, McpServerEntry> entries;

  private ClientEntries(Map<ClientConfig, McpServerEntry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /**
   * Reads each file once.
   *
   * @throws InvalidLaunchException if a file cannot be read
   */
  static ClientEntries read(List<ClientConfig> files, String server) {
    Map<ClientConfig, McpServerEntry> entries = new LinkedHashMap<>();
    for (ClientConfig config : files) {
      try {
        McpServerEntry entry = config.servers().get(server);
        if (entry != null) {
          entries.put(config, entry);
        }
      } catch (ConfigException e) {
        throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
      }
    }
    return new ClientEntries(entries);
  }

  Map<ClientConfig, McpServerEntry> byFile() {
    return entries;
  }

  Collection<McpServerEntry> all() {
    return entries.values();
  }
}

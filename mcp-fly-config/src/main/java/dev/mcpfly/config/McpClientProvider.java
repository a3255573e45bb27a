package dev.mcpfly.config;

import java.util.List;

/**
 * Adds clients to {@link McpClients}: a service, found by {@link java.util.ServiceLoader}. A
 * definition with the id of a built-in client replaces it.
 */
public interface McpClientProvider {
  /** Returns the clients. Called once for each catalog. */
  List<ClientDefinition> clients();
}

package dev.mcpfly.config;

import java.util.List;

/**
 * A client that seems to be installed.
 *
 * @param client the client
 * @param reasons why it seems so, each a clause such as {@code "the file /home/me/.cursor/mcp.json
 *     exists"}
 */
public record DetectedClient(McpClient client, List<String> reasons) {
  /** Copies the list. */
  public DetectedClient {
    reasons = List.copyOf(reasons);
  }
}

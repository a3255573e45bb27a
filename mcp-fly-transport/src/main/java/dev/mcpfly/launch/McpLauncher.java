package dev.mcpfly.launch;

/** Launches an MCP server. */
public final class McpLauncher {
  private McpLauncher() {}
}

package dev.mcpfly.config;

/** The MCP clients whose configuration can be read and written. */
public final class McpClients {
  private McpClients() {}
}

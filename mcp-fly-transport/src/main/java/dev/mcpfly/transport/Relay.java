package dev.mcpfly.transport;

/** A stdio MCP server, served over HTTP. */
public final class Relay {
  private Relay() {}
}

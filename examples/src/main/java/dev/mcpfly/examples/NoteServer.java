package dev.mcpfly.examples;

/** A stdio MCP server. */
public final class NoteServer {
  private NoteServer() {}
}

package dev.mcpfly.transport;

/** The HTTP dialect of a remote MCP server. */
public enum RemoteDialect {
  /** Detected with the first message; the default. */
  AUTO,

  /** Streamable HTTP of the MCP revisions 2025-03-26 and later. */
  STREAMABLE_HTTP,

  /** HTTP+SSE of the MCP revision 2024-11-05. */
  LEGACY_SSE,

  /**
   * The private dialect of {@code flyctl mcp wrap}: lines posted to the server's stdin, and one GET
   * whose body is its stdout.
   */
  FLY_WRAP
}

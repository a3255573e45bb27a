package dev.mcpfly.transport.internal.sdk;

import java.util.ServiceConfigurationError;

/** Whether the MCP Java SDK is there; for callers that must load without it. */
public final class SdkPresence {
  private static final String[] NEEDED = {
    "io.modelcontextprotocol.spec.McpClientTransport",
    "io.modelcontextprotocol.json.McpJsonDefaults",
    "reactor.core.publisher.Mono",
  };

  private static final String MODERN =
      "io.modelcontextprotocol.modern.client.transport.McpClientTransport";

  private SdkPresence() {}

  /**
   * Checks that the SDK can be used, with its API for the stateless revision.
   *
   * @param caller what needs it, such as {@code RemoteServer.modernClientTransport()}
   * @throws IllegalStateException if it cannot; the message says what to add
   */
  public static void requireModern(String caller) {
    require(caller);
    try {
      Class.forName(MODERN, false, SdkPresence.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          caller
              + " needs the MCP Java SDK 2.2 or newer: the io.modelcontextprotocol.sdk:mcp-core"
              + " that is there does not know the revision 2026-07-28.",
          e);
    }
  }

  /**
   * Checks that the SDK can be used.
   *
   * @param caller what needs it, such as {@code RemoteServer.clientTransport()}
   * @throws IllegalStateException if it cannot; the message says what to add
   */
  public static void require(String caller) {
    ClassLoader loader = SdkPresence.class.getClassLoader();
    try {
      for (String name : NEEDED) {
        Class.forName(name, false, loader);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          caller
              + " needs the MCP Java SDK: add io.modelcontextprotocol.sdk:mcp-core and its"
              + " mcp-json-jackson3 (or mcp-json-jackson2) to the class path or module path.",
          e);
    }
    try {
      SdkJson.mapper();
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      throw new IllegalStateException(
          caller
              + " needs a JSON module of the MCP Java SDK: add"
              + " io.modelcontextprotocol.sdk:mcp-json-jackson3 (or mcp-json-jackson2) to the class"
              + " path or module path.",
          e);
    }
  }
}

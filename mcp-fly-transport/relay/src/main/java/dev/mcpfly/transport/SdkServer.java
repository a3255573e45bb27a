package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.sdk.SdkPresence;
import dev.mcpfly.transport.internal.sdk.ServedSessions;

/**
 * The part of {@link LocalServer} that needs the MCP Java SDK. The SDK's type is a type argument,
 * so that no signature names it and the class can be inspected where the SDK is absent.
 *
 * @param <P> {@code io.modelcontextprotocol.spec.McpServerTransportProvider}
 */
abstract sealed class SdkServer<P> permits LocalServer {
  private final Child.Factory sessions;

  SdkServer() {
    SdkPresence.require("LocalServer");
    sessions = served();
  }

  private static Child.Factory served() {
    return new ServedSessions();
  }

  final Child.Factory sessions() {
    return sessions;
  }

  /**
   * Returns the transport to build the server on, as in {@code McpServer.sync(transport)}; the same
   * one each time.
   */
  @SuppressWarnings("unchecked") // LocalServer says what P is.
  public P serverTransport() {
    return (P) sessions;
  }
}

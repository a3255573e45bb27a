package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.sdk.ModernSession;
import dev.mcpfly.transport.internal.sdk.SdkPresence;
import dev.mcpfly.transport.internal.sdk.ServedSessions;
import java.util.Objects;

/**
 * The part of {@link LocalServer} that needs the MCP Java SDK. The SDK's type is a type argument,
 * so that no signature names it and the class can be inspected where the SDK is absent.
 *
 * @param <P> {@code io.modelcontextprotocol.spec.McpServerTransportProvider}
 * @param <M> {@code io.modelcontextprotocol.modern.server.McpRequestManager}
 */
abstract sealed class SdkServer<P, M> permits LocalServer {
  private final Child.Factory sessions;
  private final boolean modern;

  SdkServer() {
    modern = false;
    SdkPresence.require("LocalServer");
    sessions = served();
  }

  SdkServer(Child.Factory sessions) {
    this.sessions = sessions;
    this.modern = true;
  }

  private static Child.Factory served() {
    return new ServedSessions();
  }

  final Child.Factory sessions() {
    return sessions;
  }

  /**
   * Returns a local server that serves one of the SDK's API for the revision 2026-07-28, as {@code
   * io.modelcontextprotocol.modern.server.McpServer.builder()} builds it. Clients of older
   * revisions are translated for it.
   *
   * <p><strong>Experimental</strong>: the SDK may change that API in minor releases until its 3.0,
   * and this method with it. Needs {@code io.modelcontextprotocol.sdk:mcp-core} 2.2 or newer.
   *
   * @param server takes the requests; it stays the caller's to close
   * @throws IllegalStateException if the SDK is too old
   */
  public LocalServer modern(M server) {
    Objects.requireNonNull(server, "server");
    SdkPresence.requireModern("LocalServer.modern(server)");
    return new LocalServer(manager(server));
  }

  private static Child.Factory manager(Object server) {
    return ModernSession.factory(server);
  }

  /**
   * Returns the transport to build the server on, as in {@code McpServer.sync(transport)}; the same
   * one each time.
   *
   * @throws IllegalStateException if this local server was made by {@link #modern}
   */
  @SuppressWarnings("unchecked") // LocalServer says what P is.
  public P serverTransport() {
    if (modern) {
      throw new IllegalStateException(
          "This LocalServer serves a server of the SDK's modern API, which needs no transport.");
    }
    return (P) sessions;
  }
}

package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.remote.RemoteSettings;
import dev.mcpfly.transport.internal.sdk.RemoteClientTransport;
import dev.mcpfly.transport.internal.sdk.SdkPresence;

/**
 * The part of {@link RemoteServer} that needs the MCP Java SDK. The SDK's types are type arguments,
 * so that no signature names them and the class can be inspected where the SDK is absent.
 *
 * @param <T> the type that the options return
 * @param <C> {@code io.modelcontextprotocol.spec.McpClientTransport}
 */
abstract sealed class SdkClient<T extends RemoteOptions<T>, C> extends RemoteOptions<T>
    permits RemoteServer {
  SdkClient(RemoteSettings settings) {
    super(settings);
  }

  /**
   * Returns a new transport for a client of the MCP Java SDK, as in {@code
   * McpClient.sync(transport)}.
   *
   * <p>It speaks whatever the server does, the dialect of {@code flyctl mcp wrap} included, and
   * does for the client what {@link StdioProxy} does: wakes a stopped Machine, opens a lost session
   * again, resumes broken streams. A request that cannot be delivered fails with a JSON-RPC error.
   * Nothing is sent before the client's first message. Each transport serves one client.
   *
   * <p>Needs {@code io.modelcontextprotocol.sdk:mcp-core} and one of its JSON modules at run time.
   *
   * @throws IllegalArgumentException if the URL is plain http to a host that is not private
   * @throws IllegalStateException if the SDK or its JSON module is missing
   */
  @SuppressWarnings("unchecked") // RemoteServer says what C is.
  public C clientTransport() {
    SdkPresence.require("RemoteServer.clientTransport()");
    return (C) RemoteClientTransport.to(settings());
  }
}

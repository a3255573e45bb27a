package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.remote.RemoteSettings;
import dev.mcpfly.transport.internal.sdk.ModernClientTransport;
import dev.mcpfly.transport.internal.sdk.RemoteClientTransport;
import dev.mcpfly.transport.internal.sdk.SdkPresence;

/**
 * The part of {@link RemoteServer} that needs the MCP Java SDK. The SDK's types are type arguments,
 * so that no signature names them and the class can be inspected where the SDK is absent.
 *
 * @param <T> the type that the options return
 * @param <C> {@code io.modelcontextprotocol.spec.McpClientTransport}
 * @param <M> {@code io.modelcontextprotocol.modern.client.transport.McpClientTransport}
 */
abstract sealed class SdkClient<T extends RemoteOptions<T>, C, M> extends RemoteOptions<T>
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

  /**
   * Returns a new transport for a client of the SDK's API for the revision 2026-07-28, as in {@code
   * io.modelcontextprotocol.modern.client.McpClient.sync(transport)}.
   *
   * <p><strong>Experimental</strong>: the SDK may change that API in minor releases until its 3.0,
   * and this method with it.
   *
   * <p>It wakes a stopped Machine, signs in and follows redirects as {@link #clientTransport} does.
   * A request that cannot be delivered fails with a JSON-RPC error; one whose answer was lost fails
   * with the SDK's {@code McpResponseLostException}, as the server may have acted. A server that
   * has no such revision, and no relay of this library in front of it, answers with the error
   * -32022: use {@link #clientTransport} there. Nothing is sent before the first request. It may
   * serve several clients, and there is nothing to close.
   *
   * <p>Needs {@code io.modelcontextprotocol.sdk:mcp-core} 2.2 or newer and one of the SDK's JSON
   * modules at run time.
   *
   * @throws IllegalArgumentException if the URL is plain http to a host that is not private, or the
   *     dialect was set to one without that revision
   * @throws IllegalStateException if the SDK or its JSON module is missing, or the SDK is too old
   */
  @SuppressWarnings("unchecked") // RemoteServer says what M is.
  public M modernClientTransport() {
    SdkPresence.requireModern("RemoteServer.modernClientTransport()");
    return (M) ModernClientTransport.to(settings());
  }
}

package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.remote.RemoteSettings;
import dev.mcpfly.transport.internal.sdk.RemoteClientTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;

/**
 * A remote MCP server, as a Java program reaches it.
 *
 * <p>Immutable and thread-safe; one object may open any number of connections.
 */
@SuppressWarnings("exports") // The SDK is optional: who calls this class has it.
public final class RemoteServer extends RemoteOptions<RemoteServer> {
  private RemoteServer(RemoteSettings settings) {
    super(settings);
  }

  /**
   * Names the server.
   *
   * @param uri its endpoint, such as {@code https://app.fly.dev/mcp}; {@code https://app.fly.dev/}
   *     for a server that {@code flyctl mcp wrap} serves
   * @throws IllegalArgumentException if the URL is not http or https, or holds credentials
   */
  public static RemoteServer at(URI uri) {
    return new RemoteServer(new RemoteSettings(uri));
  }

  /**
   * A transport for a client of the MCP Java SDK, as in {@code McpClient.sync(transport)}.
   *
   * <p>It speaks whatever the server does, the dialect of {@code flyctl mcp wrap} included, and
   * does for the client what {@link StdioProxy} does: wakes a stopped Machine, opens a lost session
   * again, resumes broken streams. A request that cannot be delivered fails with a JSON-RPC error.
   * Nothing is sent before the client's first message. Each transport serves one client.
   *
   * <p>Needs {@code io.modelcontextprotocol.sdk:mcp-core} and one of its JSON modules at run time.
   *
   * @throws IllegalArgumentException if the URL is plain http to a host that is not private
   */
  public McpClientTransport clientTransport() {
    return RemoteClientTransport.to(settings());
  }

  @Override
  RemoteServer with(RemoteSettings changed) {
    return new RemoteServer(changed);
  }
}

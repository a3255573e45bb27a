package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.remote.RemoteSettings;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;

/**
 * A remote MCP server, as a Java program reaches it.
 *
 * <p>Immutable and thread-safe; one object may open any number of connections.
 */
@SuppressWarnings("exports") // The SDK is optional: who names its types has it.
public final class RemoteServer
    extends SdkClient<
        RemoteServer,
        McpClientTransport,
        io.modelcontextprotocol.modern.client.transport.McpClientTransport> {
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

  @Override
  RemoteServer with(RemoteSettings changed) {
    return new RemoteServer(changed);
  }
}

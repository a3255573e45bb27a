package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.remote.RemoteSettings;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;

/**
 * A remote MCP server, as a Java program with the MCP Java SDK reaches it.
 *
 * <pre>{@code
 * RemoteServer slack = RemoteServer.at(URI.create("https://my-app.fly.dev/mcp"))
 *     .bearerToken(token)
 *     .requestTimeout(Duration.ofSeconds(30));
 * McpSyncClient client = McpClient.sync(slack.clientTransport()).build();
 * client.initialize();
 * }</pre>
 *
 * <p>By default a connection may take 10 seconds, a stopped Machine is waited for 45 seconds, and a
 * request waits without a limit for its response. Nothing is sent before a transport is used;
 * requests that cannot be delivered fail with a JSON-RPC error that says why.
 *
 * <p>Immutable and thread-safe; one object may open any number of connections. Needs {@code
 * io.modelcontextprotocol.sdk:mcp-core}, which this library does not bring.
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
   * Returns the server at an endpoint.
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

package consumer;

import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.transport.LocalServer;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteServer;
import dev.mcpfly.transport.auth.OAuthClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.spec.McpClientTransport;

/** Serves a server of the MCP Java SDK through a relay, and talks to it with the SDK's client. */
public final class ThroughTheSdk {
  private ThroughTheSdk() {}

  public static void main(String[] args) {
    LocalServer local = LocalServer.create();
    McpSyncServer server = McpServer.sync(local.serverTransport()).serverInfo("notes", "1").build();
    try (Relay relay = local.relay().port(0).start()) {
      McpClientTransport transport =
          RemoteServer.at(relay.uri()).oauth(OAuthClient.stored()).clientTransport();
      try (McpSyncClient client = McpClient.sync(transport).build()) {
        String name = client.initialize().serverInfo().name();
        if (!name.equals("notes")) {
          throw new AssertionError(name);
        }
        client.ping();
        System.out.println("the server " + name + " answered the SDK's client through the relay");
      }
    } finally {
      server.close();
    }
  }

  /** Returns a client of what a launch has made. */
  static McpSyncClient clientOf(McpDeployment deployment) {
    return McpClient.sync(deployment.remote().clientTransport()).build();
  }
}

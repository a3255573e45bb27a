package dev.mcpfly.examples.recipes;

import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.transport.StdioProxy;

/** A deployed server as a client of LangChain4j's. */
public final class LangChain4jClients {
  private LangChain4jClients() {}

  /** Connects a client; the caller closes it. */
  public static McpClient connect(McpDeployment deployment) {
    StdioProxy server = StdioProxy.to(deployment.uri());
    String header = deployment.authorization().header().orElse(null);
    return new DefaultMcpClient.Builder()
        .transport(
            new FlyMcpTransport(header == null ? server : server.header("Authorization", header)))
        .build();
  }
}

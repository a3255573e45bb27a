package dev.mcpfly.examples.recipes;

import dev.mcpfly.launch.McpDeployment;
import java.util.List;
import org.springframework.ai.mcp.client.common.autoconfigure.NamedClientMcpTransport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A deployed server as one of Spring AI's MCP clients: its tools are tools of the chat model. */
@Configuration(proxyBeanMethods = false)
public class SpringAiConfiguration {
  /** What Spring AI's auto-configuration makes clients of, beside those of the properties. */
  @Bean
  List<NamedClientMcpTransport> flyTransports(McpDeployment notes) {
    return List.of(new NamedClientMcpTransport("notes", notes.remote().clientTransport()));
  }
}

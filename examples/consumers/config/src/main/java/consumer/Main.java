package consumer;

import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly("mcp-fly-config", "snakeyaml-engine", "jspecify");
    Path home = Files.createTempDirectory("consumer");
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    for (McpClient client :
        List.of(
            McpClients.in(host).zed(), McpClients.in(host).codex(), McpClients.in(host).goose())) {
      ConfigPlan plan =
          client
              .userConfig()
              .plan(edit -> edit.put("time", McpServerEntry.stdio("uvx", "mcp-server-time")));
      plan.write();
      System.out.println(client.userConfig().servers().get("time"));
    }
  }
}

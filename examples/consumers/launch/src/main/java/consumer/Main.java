package consumer;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.LaunchPlan;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.transport.RemoteServer;
import dev.mcpfly.transport.auth.OAuthClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly(
        "mcp-fly-api",
        "mcp-fly-emulator",
        "mcp-fly-config",
        "mcp-fly-transport",
        "mcp-fly-image",
        "mcp-fly-launch",
        "jackson-core",
        "snakeyaml-engine",
        "jspecify");
    Path home = Files.createTempDirectory("consumer");
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    try (FlyEmulator emulator = FlyEmulator.start()) {
      LaunchPlan plan =
          McpLauncher.on(emulator.client())
              .command("npx -y @modelcontextprotocol/server-slack")
              .server("slack")
              .client(McpClients.in(host).claudeDesktop())
              .host(host)
              .plan();
      if (!plan.text().contains("slack")) {
        throw new AssertionError(plan.text());
      }
      System.out.println(plan.calls().size() + " calls are planned");
    }
    URI uri = URI.create("https://notes.fly.dev/mcp");
    System.out.println(RemoteServer.at(uri).oauth(OAuthClient.stored()) + " is named");
  }

  /** Compiles without the MCP Java SDK, for which the returned object has transports. */
  static RemoteServer signedIn(McpDeployment deployment) {
    return deployment.remote().oauth(OAuthClient.stored());
  }
}

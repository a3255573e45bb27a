package consumer;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.LaunchPlan;
import dev.mcpfly.launch.McpLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Launches beside the libraries of others, and what they manage. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("mine", a -> a.org("personal"));
      Machine machine = fly.app("mine").machines().create(r -> r.config(c -> c.image("nginx")));
      machine =
          fly.app("mine")
              .machines()
              .await(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));
      System.out.println("the machine is " + machine.state());
    }
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
  }
}

package consumer;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly("mcp-fly-api", "jackson-core", "jspecify", "mcp-fly-emulator");
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
  }
}

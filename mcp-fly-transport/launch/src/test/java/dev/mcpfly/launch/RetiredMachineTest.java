package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.Machines;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that a smaller deployment does without, and that cannot be deleted. */
@Timeout(120)
class RetiredMachineTest extends PlanTestBase {
  @Test
  void takesRequestsAgainIfItCouldNotBeDeleted() {
    McpDeployment deployment = relayed().machines(2).region("iad").launch();
    emulator.faults().add(Fault.on("Machines_delete").calls(1, 9).answer(403));

    LaunchException failure =
        catchThrowableOfType(LaunchException.class, () -> deployment.scale(1));

    assertThat(failure.notUndone()).isEmpty();
    assertThat(failure).hasMessageContaining("has been undone");
    Machines machines = deployment.handle().machines();
    assertThat(machines.list()).hasSize(2).noneMatch(Machine::cordoned);
    for (Machine machine : machines.list()) {
      machines.await(machine.id(), MachineState.STARTED, Duration.ofMinutes(2));
    }
  }
}

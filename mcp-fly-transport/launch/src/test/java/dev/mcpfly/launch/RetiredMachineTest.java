package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.Machines;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The first is deleted already when the second cannot be. */
  @Test
  void isNotSaidToRunAgainOnceItIsDeleted() {
    McpDeployment deployment = relayed().machines(3).region("iad").launch();
    List<String> before = deployment.machineIds();
    emulator.faults().add(Fault.on("Machines_delete").calls(2, 9).answer(403));

    LaunchException failure =
        catchThrowableOfType(LaunchException.class, () -> deployment.scale(1));

    List<String> left =
        deployment.handle().machines().list().stream()
            .filter(machine -> !machine.state().equals(MachineState.DESTROYED))
            .map(Machine::id)
            .toList();
    String deleted = before.stream().filter(id -> !left.contains(id)).findFirst().orElseThrow();
    assertThat(left).hasSize(2);
    assertThat(failure.notUndone()).singleElement().asString().contains(deleted, "deleted");
    assertThat(failure).hasMessageNotContaining("started the machine " + deleted);
    assertThat(
            emulator.requests().stream()
                .filter(request -> request.operation().equals("Machines_show"))
                .filter(request -> request.path().endsWith(deleted)))
        .as("nobody waits for it to come to rest")
        .hasSizeLessThan(20);
  }

  /** A call that could fail, when all has been done. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void knowsItsMachinesWithoutAskingOnceMore(int machines) {
    McpDeployment deployment = relayed().machines(2).region("iad").launch();

    deployment.scale(machines);

    List<String> operations =
        emulator.requests().stream().map(FlyEmulator.RecordedRequest::operation).toList();
    int changed =
        Math.max(
            operations.lastIndexOf("Machines_delete"), operations.lastIndexOf("Machines_create"));
    assertThat(operations.lastIndexOf("Machines_list"))
        .isLessThan(machines == 1 ? changed : changed + 2);
    assertThat(deployment.machineIds())
        .hasSize(machines)
        .containsExactlyInAnyOrderElementsOf(
            deployment.handle().machines().list().stream()
                .filter(machine -> !machine.state().equals(MachineState.DESTROYED))
                .map(Machine::id)
                .toList());
  }
}

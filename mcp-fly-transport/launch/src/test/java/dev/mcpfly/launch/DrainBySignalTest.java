package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig.RestartPolicy;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a machine among several ends before it is changed or taken away. */
@Timeout(120)
class DrainBySignalTest extends PlanTestBase {
  private static final Set<String> ENDS = Set.of("Machines_signal", "Machines_stop");

  /** What ends machines. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private enum Change {
    UPDATE(d -> d.update(u -> u.memoryMb(512))),
    RESTART(McpDeployment::restart),
    SCALE_DOWN(d -> d.scale(1));

    private final Consumer<McpDeployment> run;

    Change(Consumer<McpDeployment> run) {
      this.run = run;
    }
  }

  private McpDeployment two() {
    return relayed().machines(2).region("iad").launch();
  }

  /** Changes the configuration of all machines, past the launcher. */
  private static void configure(McpDeployment deployment, Consumer<MachineConfigBuilder> change) {
    for (String id : deployment.machineIds()) {
      deployment.handle().machines().update(id, u -> u.config(change));
      deployment.handle().machines().await(id, MachineState.STARTED, Duration.ofMinutes(1));
    }
  }

  private List<String> endsOf(Runnable change) {
    int before = emulator.requests().size();
    change.run();
    return emulator.requests().stream()
        .skip(before)
        .map(FlyEmulator.RecordedRequest::operation)
        .filter(ENDS::contains)
        .toList();
  }

  @Test
  void isASignal() {
    McpDeployment deployment = two();

    assertThat(endsOf(() -> deployment.scale(1))).containsExactly("Machines_signal");
  }

  @Test
  void isAStopIfFlyWouldStartTheMachineAgain() {
    McpDeployment deployment = two();
    configure(deployment, c -> c.restart(RestartPolicy.ALWAYS));

    assertThat(endsOf(() -> deployment.scale(1))).containsExactly("Machines_stop");
  }

  @Test
  void isAStopIfTheRelayIsNotTheMainProcess() {
    McpDeployment deployment =
        relayed().machines(2).region("iad").reverseProxy(ReverseProxy.nginx()).launch();

    assertThat(endsOf(() -> deployment.scale(1))).containsExactly("Machines_stop");
  }

  @ParameterizedTest
  @EnumSource(names = {"RESTART", "SCALE_DOWN"})
  void isLeftToTheApiIfTheSignalDoesNotEndTheMachineInTime(Change change) {
    McpDeployment deployment = two();
    configure(deployment, c -> c.stop(Signal.SIGTERM, Duration.ofMillis(100)));
    machines.ignoreSignals();

    List<String> ends = endsOf(() -> change.run.accept(deployment));

    assertThat(ends)
        .isEqualTo(
            change == Change.SCALE_DOWN
                ? List.of("Machines_signal", "Machines_stop")
                : List.of("Machines_signal", "Machines_signal"));
    assertWhole(deployment, change == Change.SCALE_DOWN ? 1 : 2);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void isUndoneIfTheSignalIsRefused(Change change) {
    assertUndone(change, Fault.on("Machines_signal").call(1).answer(403));
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void isUndoneIfNobodyKnowsWhetherTheSignalCame(Change change) {
    assertUndone(change, Fault.on("Machines_signal").call(1).dropAfter());
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void isUndoneIfWhatComesAfterTheSignalFails(Change change) {
    String next =
        switch (change) {
          case UPDATE -> "Machines_update";
          case RESTART -> "Machines_start";
          case SCALE_DOWN -> "Machines_delete";
        };
    assertUndone(change, Fault.on(next).call(1).answer(403));
  }

  private void assertUndone(Change change, Fault fault) {
    McpDeployment deployment = two();
    emulator.faults().add(fault);

    LaunchException failure =
        catchThrowableOfType(LaunchException.class, () -> change.run.accept(deployment));

    assertThat(failure).isNotNull();
    assertThat(failure.notUndone()).isEmpty();
    assertWhole(deployment, 2);
  }

  private static void assertWhole(McpDeployment deployment, int number) {
    for (Machine machine : deployment.handle().machines().list()) {
      deployment
          .handle()
          .machines()
          .await(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));
    }
    assertThat(deployment.handle().machines().list()).hasSize(number).noneMatch(Machine::cordoned);
  }
}

package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The flag --host-dedication-id of flyctl. */
@Timeout(60)
class HostDedicationTest {
  private static List<String> planned(boolean dedicated) {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      McpLauncher launcher =
          McpLauncher.on(emulator.client())
              .command("npx -y @modelcontextprotocol/server-filesystem /data")
              .server("files")
              .region("iad")
              .volume(ServerVolume.of("data", "/data"));
      if (dedicated) {
        launcher.hostDedication("hd_1");
      }
      return launcher.plan().calls().stream().map(PlannedCall::body).toList();
    }
  }

  @Test
  void requestsTheHostForTheMachineAndItsVolume() {
    assertThat(planned(true))
        .filteredOn(call -> call.contains("\"host_dedication_id\":\"hd_1\""))
        .as("the volume and the machine")
        .hasSize(2);
  }

  @Test
  void requestsNoHostByDefault() {
    assertThat(planned(false).toString()).doesNotContain("host_dedication_id");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u001b[31m"})
  void rejectsInvalidIds(String id) {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      McpLauncher launcher = McpLauncher.on(emulator.client());
      assertThatThrownBy(() -> launcher.hostDedication(id))
          .isInstanceOf(InvalidLaunchException.class)
          .hasMessageContaining("hostDedication")
          .message()
          .doesNotContain("\n", "\u001b");
    }
  }
}

package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls that a launch makes, reads included, and what it bears with. */
@Timeout(120)
class LaunchCallsTest {
  @TempDir Path home;

  private McpLauncher launcher(FlyEmulator emulator) {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    return McpLauncher.on(emulator.client())
        .command("npx -y notes")
        .server("notes")
        .secret("API_TOKEN", "sk-x")
        .client(McpClients.in(host).claudeDesktop())
        .host(host);
  }

  private static FlyEmulator emulator(Duration lag) {
    return FlyEmulator.builder()
        .runtime(new PingMachines())
        .delays(LifecycleDelays.none())
        .rateLimits(false)
        .eventualConsistency(lag)
        .start();
  }

  @Test
  void firstLaunchMakesElevenCalls() {
    try (FlyEmulator emulator = emulator(Duration.ZERO)) {
      McpDeployment deployment = launcher(emulator).launch();

      String machine = deployment.machineId();
      List<String> calls =
          emulator.requests().stream()
              .map(request -> request.method() + " " + request.path().replace(machine, "{id}"))
              // How often the watch looks, once a second, is left to time.
              .filter(call -> !call.equals("GET /v1/apps/notes/machines/{id}"))
              .toList();
      assertThat(calls)
          .containsExactlyInAnyOrder(
              "GET /v1/tokens/current",
              "GET /v1/apps/notes",
              "POST /v1/platform/placements",
              "POST /v1/apps?wait=true",
              "POST /v1/apps/notes/ip_assignments",
              "POST /v1/apps/notes/ip_assignments",
              "POST /v1/apps/notes/secrets",
              "POST /v1/apps/notes/machines",
              "GET /v1/apps/notes/machines",
              "GET /v1/apps/notes/machines/{id}/wait?timeout=5&state=started",
              "DELETE /v1/apps/notes/machines/{id}/lease");
    }
  }

  @Test
  void bearsWithAnApiThatDoesNotKnowTheNewAppYet() {
    try (FlyEmulator emulator = emulator(Duration.ofSeconds(1))) {
      McpDeployment deployment = launcher(emulator).launch();

      assertThat(emulator.requests())
          .anySatisfy(
              request ->
                  assertThat(request.toString())
                      .isEqualTo("POST /v1/apps/notes/ip_assignments -> 404"));
      assertThat(deployment.app()).isEqualTo("notes");
    }
  }

  @Test
  void deletesANewAppThatTheApiDoesNotKnowYet() {
    try (FlyEmulator emulator = emulator(Duration.ofSeconds(1))) {
      emulator.faults().add(Fault.on("App_IPAssignments_create").call(1).answer(422));

      assertThatThrownBy(launcher(emulator)::launch).isInstanceOf(LaunchException.class);

      assertThat(emulator.client().apps().find("notes")).isEmpty();
      assertThat(emulator.requests())
          .anySatisfy(
              request ->
                  assertThat(request.toString())
                      .startsWith("DELETE /v1/apps/notes?force=true -> 2"));
    }
  }

  @Test
  void findsTheOneAddressOfANewAppWhoseAnswerIsLost() {
    try (FlyEmulator emulator = emulator(Duration.ZERO)) {
      emulator.faults().add(Fault.on("App_IPAssignments_create").call(2).dropAfter());

      launcher(emulator).launch();

      assertThat(emulator.client().app("notes").ipAssignments().list()).hasSize(2);
    }
  }
}

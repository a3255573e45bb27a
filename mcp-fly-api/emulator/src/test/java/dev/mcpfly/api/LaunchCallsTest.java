package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calls that a launch makes, in their order, against the emulator. */
@Timeout(120)
class LaunchCallsTest {
  @Test
  void launchesAMachineAndTakesItDownAgain() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly =
          FlyClient.builder()
              .token(emulator.token())
              .baseUri(emulator.uri())
              .appUris(emulator::appUri)
              .build();

      fly.apps().create("my-app", a -> a.org("personal"));
      FlyApp app = fly.app("my-app");
      app.ipAssignments().create(IpAssignment.Type.V6);
      app.ipAssignments().create(IpAssignment.Type.SHARED_V4);
      App.SecretsChange secrets = app.secrets().update(Map.of("TOKEN", "s3cr3t"));
      Machine machine =
          app.machines()
              .create(
                  r ->
                      r.name("one")
                          .region("iad")
                          .minSecretsVersion(secrets.version())
                          .config(
                              c ->
                                  c.image("flyio/mcp:latest")
                                      .cmd("npx", "-y", "server")
                                      .guest(MachineSize.SHARED_CPU_1X, g -> g.memoryMb(1024))
                                      .service(
                                          8080,
                                          s ->
                                              s.autostop(Autostop.SUSPEND)
                                                  .autostart(true)
                                                  .http(80, p -> p.forceHttps(true))
                                                  .https(443))
                                      .file(
                                          "/etc/app.json", "{}".getBytes(StandardCharsets.UTF_8))));
      Machine started =
          app.machines().await(machine.id(), MachineState.STARTED, Duration.ofMinutes(2));

      assertThat(started.state()).isEqualTo(MachineState.STARTED);
      assertThat(started.config().orElseThrow().services().get(0).autostop())
          .contains(Autostop.SUSPEND);
      assertThat(app.ipAssignments().list()).hasSize(2);
      assertThat(app.publicUri()).isEqualTo(emulator.appUri("my-app"));

      try (MachineLease lease = app.machines().lease(machine.id())) {
        app.machines().update(machine.id(), u -> u.config(c -> c.env("A", "b")));
        assertThat(lease.isHeld()).isTrue();
      }
      assertThat(app.machines().get(machine.id()).config().orElseThrow().env())
          .containsEntry("A", "b");
      assertThat(app.machines().delete(machine.id(), true)).isTrue();
      assertThat(fly.apps().delete("my-app")).isTrue();
      assertThat(emulator.unknownFields()).isEmpty();
    }
  }
}

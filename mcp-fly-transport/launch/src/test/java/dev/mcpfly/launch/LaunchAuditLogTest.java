package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches whose relay writes who called what. */
class LaunchAuditLogTest extends BuiltLaunchTestBase {
  private static final String VARIABLE = "MCP_FLY_AUDIT_FILE";

  @TempDir Path logs;

  private String log(String name) {
    return logs.resolve(name).toString();
  }

  private String written(String name) throws IOException {
    return Files.readString(logs.resolve(name));
  }

  private static Map<String, String> environment(McpDeployment deployment) {
    return deployment.handle().machines().get(deployment.machineId()).config().orElseThrow().env();
  }

  @Test
  void auditLogIsWrittenMovedAndEndedByUpdates() throws Exception {
    McpDeployment deployment = launcher().images(images()).auditLog(log("first.jsonl")).launch();
    assertThat(deployment.wire()).isEqualTo(Wire.STREAMABLE_HTTP);
    LaunchTest.callEnv(deployment);

    // A relay that ends has written everything.
    deployment.update(u -> u.auditLog(log("second.jsonl")));
    assertThat(written("first.jsonl").lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"event\":\"call\"", "\"tool\":\"env\"", "\"principal\":\"token\""));
    assertThat(written("first.jsonl")).doesNotContain("sk-very-secret-value");
    LaunchTest.callEnv(deployment);

    deployment.update(DeploymentUpdate::withoutAuditLog);
    assertThat(written("second.jsonl")).contains("\"tool\":\"env\"");
    assertThat(environment(deployment)).doesNotContainKey(VARIABLE);
    String before = written("second.jsonl");
    LaunchTest.callEnv(deployment);
    deployment.update(u -> u.memoryMb(512));
    assertThat(written("second.jsonl")).isEqualTo(before);
  }

  @Test
  void anotherLaunchWithoutItEndsIt() {
    McpDeployment deployment = launcher().images(images()).auditLog(log("a.jsonl")).launch();
    assertThat(environment(deployment)).containsEntry(VARIABLE, log("a.jsonl"));
    McpDeployment again = launcher().images(images()).relay().launch();
    assertThat(again.machineId()).isEqualTo(deployment.machineId());
    assertThat(environment(again)).doesNotContainKey(VARIABLE);
  }

  @Test
  void serverInThisProcessWritesOneToo() throws Exception {
    try (InProcessServer server =
        McpLauncher.inThisProcess()
            .command(LaunchServerMain.command())
            .server("notes")
            .host(host)
            .auditLog(log("own.jsonl"))
            .start()) {
      assertThat(server.uri()).isNotNull();
    }
    assertThat(written("own.jsonl")).contains("server_started");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "log.jsonl", "/var/log/", "/var/a\nb", "var/log/a"})
  void rejectsPathsThatAreNotThoseOfAFile(String path) {
    int before = emulator.requests().size();
    assertThatThrownBy(() -> launcher().images(images()).auditLog(path).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("such as /var/log/mcp.jsonl");
    assertThatThrownBy(() -> DeploymentUpdate.of(u -> u.auditLog(path)))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("such as /var/log/mcp.jsonl");
    assertThat(emulator.requests()).hasSize(before);
  }

  @Test
  void rejectsItWhereNoRelayWouldWriteIt() {
    assertThatThrownBy(
            () ->
                McpLauncher.on(fly)
                    .http(HttpServerImage.of("ghcr.io/example/server:1").port(3000))
                    .server("notes")
                    .auditLog("/var/log/mcp.jsonl")
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("audit log")
        .hasMessageContaining("speaks HTTP itself");
    McpDeployment plain = launcher().launch();
    assertThatThrownBy(() -> plain.update(u -> u.auditLog("/var/log/mcp.jsonl")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("without the relay")
        .hasMessageContaining("auditLog(...)");
  }
}

package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.DeploymentCheck.ClientCheck.Result;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A check goes each client's own way, and says what is broken and what to do. */
class DeploymentCheckTest extends LaunchTestBase {
  private McpDeployment deployment;
  private ClientConfig claude;
  private RelayFiles files;

  @BeforeEach
  void launch() {
    claude = clients.claudeDesktop().userConfig();
    deployment = launcher().client(claude).client(clients.zed()).launch();
    files = new RelayInstallation(DataDirectory.of(host), host).files();
  }

  @AfterEach
  void noProcessIsLeft() {
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(child -> child.info().commandLine().orElse("").contains(home.toString()));
  }

  private DeploymentCheck.ClientCheck claudeNow() {
    return of(deployment.check(Duration.ofMinutes(2)));
  }

  private DeploymentCheck.ClientCheck of(DeploymentCheck check) {
    assertThat(check.isOk())
        .isEqualTo(check.clients().stream().allMatch(DeploymentCheck.ClientCheck::isOk));
    return check.clients().stream()
        .filter(c -> c.config().equals(claude))
        .findFirst()
        .orElseThrow();
  }

  private void is(Result result, String problem) {
    DeploymentCheck.ClientCheck check = claudeNow();
    assertThat(check.result()).as(check.text()).isEqualTo(result);
    assertThat(check.problem()).contains(problem);
    assertThat(check.remedy()).isNotEmpty();
    assertThat(check.text()).contains(check.problem(), check.remedy());
  }

  private void relaunchMends() {
    McpLauncher again = launcher().client(claude).client(clients.zed());
    assertThat(again.plan().text()).doesNotContain("Nothing to do");
    again.launch();
    DeploymentCheck.ClientCheck check = of(deployment.check(Duration.ofMinutes(2)));
    assertThat(check.isOk()).as(check.text()).isTrue();
  }

  private void claudeGets(McpServerEntry entry) {
    claude.plan(edit -> edit.remove("notes").put("notes", entry)).write();
  }

  @Test
  void checksEveryClientInItsOwnWay() {
    DeploymentCheck check = deployment.check();
    assertThat(check.isOk()).as(check.text()).isTrue();
    assertThat(check.clients())
        .extracting(DeploymentCheck.ClientCheck::config)
        .containsExactlyElementsOf(deployment.clients());
    assertThat(check.clients())
        .extracting(DeploymentCheck.ClientCheck::entry)
        .containsOnly("notes");
    assertThat(check.text()).contains("Claude Desktop (" + claude.path() + "): ok");
    assertThat(deployment.inspect().brokenClients()).isEmpty();
  }

  @Test
  void aCheckIsJson() throws IOException {
    Files.delete(files.jar());
    DeploymentCheck check = deployment.check();
    JsonObject json = JsonObject.parse(check.toJson());
    assertThat(json.toJson()).isEqualTo(new JsonMapper().writeValueAsString(check));
    assertThat(check.toJson())
        .contains(
            "\"server\":\"notes\"",
            "\"ok\":false",
            "\"client\":\"claude-desktop\"",
            "\"result\":\"no_relay\"",
            "\"remedy\":\"Launch")
        .doesNotContain(
            claude
                .servers()
                .get("notes")
                .env()
                .get("MCP_FLY_BEARER_TOKEN")
                .literalValue()
                .orElseThrow());
  }

  @Test
  void reportsAMissingRelay() throws IOException {
    Files.delete(files.jar());
    is(Result.NO_RELAY, "The relay is missing in " + files.directory());
    assertThat(deployment.describe()).contains("(broken: The relay is missing in");
    assertThat(deployment.inspect().text())
        .contains("Claude Desktop: (broken: The relay is missing");
    relaunchMends();
  }

  @Test
  void reportsAMissingOrBrokenLauncher() throws IOException {
    Files.setPosixFilePermissions(files.launcher(), PosixFilePermissions.fromString("rw-r--r--"));
    is(Result.NO_PROGRAM, files.launcher() + " cannot be run by this user.");
    Files.delete(files.launcher());
    is(Result.NO_PROGRAM, files.launcher() + " does not exist.");
    relaunchMends();
  }

  @Test
  void reportsThatTheJavaOfAnEntryIsMissing() {
    McpServerEntry now = claude.servers().get("notes");
    List<String> words =
        new ArrayList<>(RelayJar.javaCommand(Path.of("/gone/bin/java"), files.jar()));
    words.addAll(now.args());
    claudeGets(
        McpServerEntry.stdio(words.get(0), words.subList(1, words.size()).toArray(String[]::new))
            .env("MCP_FLY_BEARER_TOKEN", now.env().get("MCP_FLY_BEARER_TOKEN")));
    is(Result.NO_PROGRAM, "/gone/bin/java does not exist.");
    relaunchMends();
  }

  @Test
  void reportsThatTheJarOfAnEntryIsMissing() {
    McpServerEntry now = claude.servers().get("notes");
    List<String> words =
        new ArrayList<>(RelayJar.javaCommand(Path.of("/gone/mcp-fly-relay-0.jar")));
    words.addAll(now.args());
    claudeGets(
        McpServerEntry.stdio(words.get(0), words.subList(1, words.size()).toArray(String[]::new))
            .env("MCP_FLY_BEARER_TOKEN", now.env().get("MCP_FLY_BEARER_TOKEN")));
    is(Result.NO_RELAY, "/gone/mcp-fly-relay-0.jar does not exist.");
    relaunchMends();
  }

  @Test
  void reportsTheLaunchersMessageWithoutAJava() {
    claudeGets(claude.servers().get("notes").env("MCP_FLY_JAVA", "/gone/bin/java"));
    is(Result.NO_RELAY, "MCP_FLY_JAVA names /gone/bin/java, which is not a Java 17 or newer");
  }

  @Test
  void missingRecordedJavaBreaksNoClient() throws IOException {
    Files.writeString(files.java(), "/gone/bin/java\n");
    assertThat(claudeNow().isOk()).isTrue();
  }

  @Test
  void reportsAProgramThatIsNotOnThePath() {
    claudeGets(
        McpServerEntry.stdio(
            "mcp-fly-no-such-program", "proxy", "--url", deployment.uri().toString()));
    is(Result.NO_PROGRAM, "mcp-fly-no-such-program, looked for on the PATH, does not exist.");
  }

  @Test
  void reportsAnEntryThatIsMissingOrPointsElsewhere() throws IOException {
    claudeGets(McpServerEntry.stdio("uvx", "something-else"));
    is(Result.NO_ENTRY, "The entry \"notes\" does not lead to " + deployment.uri());
    claude.plan(edit -> edit.remove("notes")).write();
    is(Result.NO_ENTRY, "There is no entry that leads to " + deployment.uri());
    Files.writeString(claude.path(), "{ \"mcpServers\": [ }");
    is(Result.UNREADABLE_FILE, claude.path().toString());
  }

  @Test
  void reportsThatTheServerRefusesTheToken() {
    claudeGets(claude.servers().get("notes").env("MCP_FLY_BEARER_TOKEN", "wrong"));
    is(Result.NO_ANSWER, "401");
  }

  @Test
  void reportsAServerThatIsDownWithinTheTimeout() {
    fly.app(deployment.app()).machines().delete(deployment.machineId(), true);
    DeploymentCheck check = deployment.check(Duration.ofSeconds(3));
    assertThat(check.clients())
        .extracting(DeploymentCheck.ClientCheck::result)
        .containsOnly(Result.NO_ANSWER);
    assertThat(check.isOk()).isFalse();
  }

  @Test
  void reportsASilentEntryWithinTheTimeout() throws IOException {
    Path silent =
        ProgramFiles.write(
            home.resolve("mcp-fly-silent"), "#!/bin/sh\nsleep 600 & cat >/dev/null; wait\n");
    claudeGets(
        McpServerEntry.stdio(silent.toString(), "proxy", "--url", deployment.uri().toString()));
    DeploymentCheck.ClientCheck check = of(deployment.check(Duration.ofSeconds(1)));
    assertThat(check.result()).isEqualTo(Result.NO_ANSWER);
  }

  @Test
  void waitsAsLongAsItTakesIfTheTimeoutIsHuge() {
    assertThat(deployment.check(Duration.ofSeconds(Long.MAX_VALUE)).isOk()).isTrue();
  }

  @Test
  void rejectsATimeoutThatIsNotPositive() {
    assertThatThrownBy(() -> deployment.check(Duration.ZERO))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("must be positive, but was 0 ms");
    assertThatThrownBy(() -> deployment.check(null)).isInstanceOf(InvalidLaunchException.class);
  }
}

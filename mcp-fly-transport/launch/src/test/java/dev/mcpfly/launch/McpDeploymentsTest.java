package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.launch.DeploymentSummary.Maker;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class McpDeploymentsTest extends LaunchTestBase {
  private final List<String> problems = new ArrayList<>();
  private volatile Runnable whenAMachineStarts = () -> {};

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    LocalMachines local = LocalMachines.create();
    return builder.runtime(
        spec -> {
          whenAMachineStarts.run();
          return local.start(spec);
        });
  }

  private McpDeployments deployments() {
    return McpDeployments.on(fly).host(host).problems(problems::add);
  }

  /** What {@code fly mcp launch} makes, and the entry that it writes. */
  private void launchWithFlyctl(String app, String server, String token) throws IOException {
    fly.apps().create(app, a -> a.org("personal"));
    fly.app(app).ipAssignments().create(IpAssignment.Type.SHARED_V4);
    fly.app(app).secrets().set("FLY_MCP_BEARER_TOKEN", token);
    fly.app(app)
        .machines()
        .create(
            r ->
                r.config(
                    c ->
                        c.image("registry-1.docker.io/flyio/mcp:latest")
                            .cmd(LaunchServerMain.command())
                            .service(8080, s -> s.autostart(true).http(80).https(443))));
    claudeFile(
        """
        {"mcpServers":{"%s":{"command":"/usr/bin/flyctl","args":["mcp","proxy","--url","%s","--bearer-token","%s"]}}}
        """
            .formatted(server, emulator.appUri(app), token));
  }

  @Test
  void opensADeploymentFromItsAppNameAloneAndDestroysItWithItsEntries() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    McpDeployment launched =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    McpDeployment opened = deployments().open("notes");
    assertThat(opened.server()).isEqualTo("notes");
    assertThat(opened.uri()).isEqualTo(launched.uri());
    assertThat(opened.machineId()).isEqualTo(launched.machineId());
    assertThat(opened.clients())
        .extracting(ClientConfig::path)
        .containsExactlyInAnyOrder(claude, zed);
    assertThat(opened.inspect().tools()).containsExactly("env");
    opened.destroy();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(zed).hasContent(ZED_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void rotatesTheTokenInEveryFileThatItFinds() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    zedFile(ZED_TEXT);
    launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    String before = tokenOf(clients.claudeDesktop().userConfig());
    McpDeployment opened = deployments().open("notes");
    opened.rotateToken();
    String after = tokenOf(clients.claudeDesktop().userConfig());
    assertThat(after).isNotEqualTo(before).isEqualTo(tokenOf(clients.zed().userConfig()));
    assertThat(Files.readString(claude)).doesNotContain(before);
    assertThat(deployments().open("notes").inspect().tools()).containsExactly("env");
  }

  @Test
  void undoesARotationIfAFileCannotGetTheNewToken() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    McpDeployment deployment =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    String claudeBefore = Files.readString(claude);
    String zedBefore = Files.readString(zed);
    whenAMachineStarts = () -> mode(zed, "r--r--r--");
    assertThatThrownBy(deployment::rotateToken)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(zed.toString())
        .hasMessageContaining("Everything done before it has been undone");
    assertThat(claude).hasContent(claudeBefore);
    assertThat(zed).hasContent(zedBefore);
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThatThrownBy(deployment::rotateToken)
        .as("now it is known before the server is changed")
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("read-only");
    assertThat(deployments().open("notes").inspect().tools()).containsExactly("env");
  }

  private static void mode(Path file, String mode) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tokenOf(ClientConfig config) {
    return ClientEntry.bearerTokenOf(config.servers().get("notes")).orElseThrow();
  }

  @Test
  void listsOwnFlyctlsAndFileOnlyDeployments() throws IOException {
    launchWithFlyctl("clock-app", "clock", "flyctl-token");
    zedFile(
        """
        {"context_servers":{"gone":{"command":"flyctl","args":["mcp","proxy","--url=https://gone-app.fly.dev/"]},
          "local":{"command":"uvx","args":["mcp-server-time"]}}}
        """);
    launcher().launch();
    fly.apps().create("web", a -> a.org("personal"));
    fly.app("web").machines().create(r -> r.config(c -> c.image("nginx")).skipLaunch(true));
    List<DeploymentSummary> found = deployments().list("personal");
    assertThat(found)
        .extracting(DeploymentSummary::app, DeploymentSummary::server, DeploymentSummary::maker)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("clock-app", "clock", Maker.FLYCTL),
            org.assertj.core.groups.Tuple.tuple("notes", "notes", Maker.MCP_FLY),
            org.assertj.core.groups.Tuple.tuple("gone-app", "gone", Maker.FLYCTL));
    assertThat(found).filteredOn(s -> !s.isDeployed()).hasSize(1);
    assertThat(problems).isEmpty();
  }

  @Test
  void adoptsADeploymentOfFlyctl() throws IOException {
    launchWithFlyctl("clock-app", "clock", "flyctl-token");
    McpDeployment opened = deployments().open("clock-app");
    assertThat(opened.server()).isEqualTo("clock");
    assertThat(opened.inspect().tools()).containsExactly("env");
    opened.rotateToken();
    McpDeployment again = deployments().find("clock").orElseThrow();
    assertThat(again.inspect().tools()).containsExactly("env");
    assertThat(Files.readString(home.resolve(".config/Claude/claude_desktop_config.json")))
        .doesNotContain("flyctl-token");
    again.destroy();
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void skipsAnInvalidFileAndReportsIt() throws IOException {
    zedFile("{ broken");
    claudeFile(CLAUDE_TEXT);
    launcher().client(clients.claudeDesktop()).launch();
    McpDeployment opened = deployments().open("notes");
    assertThat(opened.clients()).hasSize(1);
    assertThat(problems).singleElement().asString().contains("settings.json");
  }

  @Test
  void describesADeploymentEvenIfAFileHasBecomeInvalid() throws IOException {
    claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    McpDeployment deployment =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    Files.writeString(zed, "{ broken");
    assertThat(deployment.describe())
        .contains("Claude Desktop: ", "Zed: " + zed + " (cannot be read)");
  }

  @Test
  void removesAnEntryThatTheUserHasRenamed() throws IOException {
    claudeFile(CLAUDE_TEXT);
    launcher().client(clients.claudeDesktop()).launch();
    clients.claudeDesktop().userConfig().plan(edit -> edit.rename("notes", "my-notes")).write();
    deployments().open("notes").destroy();
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
  }

  @Test
  void reportsAMissingApp() {
    assertThatThrownBy(() -> deployments().open("nothing"))
        .isInstanceOf(LaunchException.NotFound.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void reportsAnAppWithoutADeployment() {
    fly.apps().create("web", a -> a.org("personal"));
    fly.app("web").machines().create(r -> r.config(c -> c.image("nginx")).skipLaunch(true));
    assertThatThrownBy(() -> deployments().open("web"))
        .isInstanceOf(LaunchException.NotFound.class)
        .hasMessageContaining("web");
    assertThatThrownBy(() -> deployments().open("web", "notes"))
        .isInstanceOf(LaunchException.NotFound.class)
        .hasMessageContaining("notes");
    assertThat(deployments().find("web")).isEmpty();
  }

  @Test
  void aCheckWithoutClientsSaysSo() {
    McpDeployment deployment = launcher().launch();
    assertThat(deployment.check().text())
        .isEqualTo(
            "notes: %s\n  No client on this computer has an entry for it; inspect() asks the server itself.\n"
                .formatted(deployment.uri()));
  }

  @Test
  void explainsHowToGetCredentialsThatAreUnknown() {
    launcher().launch();
    assertThatThrownBy(() -> deployments().open("notes").inspect())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("rotate the token");
  }
}

package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A token that others could read is told of before it is written, and while it is. */
@DisabledOnOs(OS.WINDOWS)
class EntryWarningsTest extends LaunchTestBase {
  private static final String READABLE = "which other users can read (rw-r--r--)";

  private Path readable() throws IOException {
    Path file = claudeFile(CLAUDE_TEXT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private List<String> warned() {
    return events.stream()
        .filter(LaunchEvent.Warned.class::isInstance)
        .map(event -> ((LaunchEvent.Warned) event).warning())
        .toList();
  }

  @Test
  void readableFileIsReportedInPlanEventsAndConsole() throws IOException {
    Path file = readable();
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    ConsoleProgress progress = ConsoleProgress.to(new PrintStream(console, true), false);
    McpLauncher launcher = launcher().client(clients.claudeDesktop());
    LaunchPlan plan = launcher.plan();
    assertThat(plan.text())
        .contains("Warning: The variable MCP_FLY_BEARER_TOKEN of \"notes\" would be in " + file)
        .contains(READABLE, "Call tightenPermissions().")
        .doesNotContain("edit.");
    assertThat(plan.json()).contains("Warning: The variable MCP_FLY_BEARER_TOKEN");

    launcher
        .listener(
            event -> {
              events.add(event);
              progress.accept(event);
            })
        .launch();
    assertThat(warned()).singleElement().asString().contains(file.toString(), READABLE);
    assertThat(console.toString(StandardCharsets.UTF_8)).contains("Warning: The variable");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void tightenedFilesNeedNoWarning() throws IOException {
    Path file = readable();
    McpLauncher launcher = launcher().client(clients.claudeDesktop()).tightenPermissions();
    assertThat(launcher.plan().text()).doesNotContain("Warning");
    launcher.launch();
    assertThat(warned()).isEmpty();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void projectFileInARepositoryIsReportedOrIgnored() throws IOException {
    Path project = Files.createDirectories(home.resolve("project"));
    Files.createDirectories(project.resolve(".git"));
    ClientConfig config = clients.cursor().projectConfig(project);
    assertThat(launcher().client(config).plan().text())
        .contains("which is in the Git repository " + project, "Call ignoreInGit().");
    McpLauncher ignoring = launcher().client(config).ignoreInGit();
    assertThat(ignoring.plan().text()).doesNotContain("Warning");
    ignoring.launch();
    assertThat(project.resolve(".gitignore")).content().contains(".cursor/mcp.json");
  }

  @Test
  void newFilesNeedNoWarning() {
    launcher().client(clients.claudeDesktop()).launch();
    assertThat(warned()).isEmpty();
  }

  @Test
  void laterChangesWarnToo() throws IOException {
    readable();
    McpDeployment deployment = launcher().launch();
    ClientConfig claude = clients.claudeDesktop().userConfig();
    assertThat(deployment.planAddClient(claude).text()).contains("Warning: ", READABLE);
    deployment.listener(events::add).addClient(claude);
    assertThat(warned()).singleElement().asString().contains(READABLE);
  }
}

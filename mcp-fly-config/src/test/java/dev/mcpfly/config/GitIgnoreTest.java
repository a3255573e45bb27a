package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a project that hold secrets, and what a plan warns of. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class GitIgnoreTest {
  private static final String LINES = "/.cursor/mcp.json\n/.cursor/mcp.json.mcp-fly.bak\n";
  private static final McpServerEntry SECRET =
      McpServerEntry.http(URI.create("https://x.invalid/mcp")).header("Authorization", "Bearer t");

  @TempDir Path home;
  private Path project;
  private Path ignore;
  private McpClientCatalog clients;
  private ClientConfig config;

  @BeforeEach
  void emptyProject() throws IOException {
    project = Files.createDirectories(home.resolve("my project"));
    ignore = project.resolve(".gitignore");
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
    config = clients.cursor().projectConfig(project);
  }

  private ConfigPlan plan() {
    return config.plan(edit -> edit.put("a", SECRET).ignoreInGit());
  }

  @Test
  void theFileAndItsCopyAreIgnoredInTheSamePlan() throws IOException {
    ConfigPlan plan = plan();
    assertThat(plan.changedPaths()).containsExactly(config.path(), ignore);
    assertThat(plan.diff()).contains("+/.cursor/mcp.json\n").doesNotContain("Bearer t");
    assertThat(ignore).doesNotExist();
    ConfigPlan.Written written = plan.write();
    assertThat(Files.readString(ignore)).isEqualTo(LINES);
    assertThat(config.servers()).containsEntry("a", SECRET);
    assertThat(plan().changesAnything()).isFalse();
    written.undo();
    assertThat(ignore).doesNotExist();
    assertThat(config.exists()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"target/\n", "target/", "# mine\r\ntarget/\r\n", "\ufeff*.log\n"})
  void keepsTheContentOfTheFile(String text) throws IOException {
    Files.writeString(ignore, text);
    ConfigPlan.Written written = plan().write();
    String eol = text.contains("\r\n") ? "\r\n" : "\n";
    assertThat(Files.readString(ignore))
        .isEqualTo(text + (text.endsWith("\n") ? "" : eol) + LINES.replace("\n", eol));
    written.undo();
    assertThat(Files.readString(ignore)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.cursor/mcp.json\n/.cursor/mcp.json.mcp-fly.bak\n",
        ".cursor/mcp.json  \r\n.cursor/mcp.json.mcp-fly.bak",
        "!/.cursor/mcp.json\n/.cursor/mcp.json\n/.cursor/mcp.json.mcp-fly.bak\n"
      })
  void doesNotRepeatExistingLines(String text) throws IOException {
    Files.writeString(ignore, text);
    assertThat(plan().changedPaths()).containsExactly(config.path());
    plan().write();
    assertThat(Files.readString(ignore)).isEqualTo(text);
  }

  @Test
  void overridesALineThatUnignoresTheFile() throws IOException {
    Files.writeString(ignore, LINES + "!/.cursor/mcp.json\n");
    plan().write();
    assertThat(Files.readString(ignore))
        .isEqualTo(LINES + "!/.cursor/mcp.json\n/.cursor/mcp.json\n");
  }

  @Test
  void bytesThatAreNotUtf8Stay() throws IOException {
    byte[] before = {'x', (byte) 0xff, '\n'};
    Files.write(ignore, before);
    plan().write();
    assertThat(Files.readAllBytes(ignore)).startsWith(before);
  }

  @Test
  void rejectsAFileInUtf16() throws IOException {
    Files.write(ignore, "\ufefftarget/\n".getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(this::plan)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("UTF-16");
    assertThat(config.exists()).isFalse();
  }

  @Test
  void transactionWritesTheLinesOfEachPlan() throws IOException {
    ConfigPlan other =
        clients.zed().projectConfig(project).plan(edit -> edit.put("a", SECRET).ignoreInGit());
    ConfigTransaction.Written written = ConfigTransaction.of(plan(), other).write();
    assertThat(Files.readString(ignore))
        .isEqualTo(LINES + LINES.replace(".cursor/mcp.json", ".zed/settings.json"));
    written.undo();
    assertThat(ignore).doesNotExist();
  }

  @Test
  void failedWriteRemovesTheLinesAgain() throws IOException {
    ConfigPlan plan = plan();
    Files.createDirectories(config.path()); // a directory where the file should be
    assertThatThrownBy(plan::write).isInstanceOf(ConfigException.class);
    assertThat(ignore).doesNotExist();
  }

  @Test
  void onlyFilesOfProjectsCanBeIgnored() {
    assertThatThrownBy(
            () -> clients.cursor().userConfig().plan(edit -> edit.put("a", SECRET).ignoreInGit()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("projectConfig");
  }

  @Test
  void warnsOfASecretInARepositoryUnlessIgnored() throws IOException {
    Files.createDirectories(project.resolve(".git"));
    assertThat(config.plan(edit -> edit.put("a", SECRET)).warnings())
        .singleElement()
        .asString()
        .contains("header Authorization", "Git repository", "edit.ignoreInGit()")
        .doesNotContain("Bearer t");
    assertThat(plan().warnings()).isEmpty();
    McpServerEntry byName =
        McpServerEntry.stdio("npx").env("TOKEN", ConfigValue.fromEnvironment("TOKEN"));
    assertThat(config.plan(edit -> edit.put("a", byName)).warnings()).isEmpty();
  }

  @Test
  void warnsOfADiscontinuedClient() {
    ClientConfig roo = clients.rooCode().userConfig();
    assertThat(roo.plan(edit -> edit.put("a", SECRET)).warnings().get(0))
        .contains("Roo Code is discontinued", "2026-05-15");
    assertThat(roo.plan(edit -> edit.remove("a")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp add slack --type http --url https://x.invalid\n",
        "  mcp  add 'slack' --type http",
        "x=1; mcp add \"slack\"; y=2\n",
        "if true; then mcp add --disabled true slack\nfi\n"
      })
  void warnsOfAScriptThatOverridesTheFileOfCrush(String script) throws IOException {
    ClientConfig crush = clients.crush().userConfig();
    Files.createDirectories(crush.path().getParent());
    Files.writeString(crush.path().resolveSibling("crushrc"), script);
    assertThat(crush.plan(edit -> edit.put("slack", SECRET)).warnings())
        .singleElement()
        .asString()
        .contains("crushrc", "\"slack\"");
    assertThat(crush.plan(edit -> edit.put("slac", SECRET)).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# mcp add slack\n",
        "mcp add slack-2\n",
        "mcp remove slack\n",
        "echo slack\n",
        "mcp add\n"
      })
  void doesNotWarnOfOtherScripts(String script) throws IOException {
    ClientConfig crush = clients.crush().projectConfig(project);
    Files.writeString(project.resolve(".crushrc"), script);
    assertThat(crush.plan(edit -> edit.put("slack", McpServerEntry.stdio("npx"))).warnings())
        .isEmpty();
  }
}

package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpServerEntry;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The faults of {@code fly mcp add}, {@code remove} and {@code list} with clients' files, numbered
 * as in the list of all 25: each test shows that ours do not have it.
 */
class FlyctlClientFilesDefectsTest extends LaunchTestBase {
  private McpServerEntry claudeEntry() {
    return clients.claudeDesktop().userConfig().servers().get("notes");
  }

  private McpDeployments deployments() {
    return McpDeployments.on(fly).host(host);
  }

  /** An app as {@code fly mcp launch} leaves it, with these credentials in its secrets. */
  private void launchedWithFlyctl(Map<String, String> secrets) {
    fly.apps().create("clock-app", a -> a.org("personal"));
    fly.app("clock-app").ipAssignments().create(IpAssignment.Type.SHARED_V4);
    secrets.forEach((name, value) -> fly.app("clock-app").secrets().set(name, value));
    fly.app("clock-app")
        .machines()
        .create(
            r ->
                r.config(
                    c ->
                        c.image("flyio/mcp")
                            .cmd(LaunchServerMain.command())
                            .service(8080, s -> s.autostart(true).http(80).https(443))));
  }

  @Test
  @DisplayName("14: the password is not in the client's entry unless it was typed at a prompt: 401")
  void defect14AnEntryWithUserAndPasswordWorks() throws Exception {
    launcher()
        .authorization(Authorization.basic("ann", "p4ss-word"))
        .client(clients.claudeDesktop())
        .launch();
    try (EntryProcess client = EntryProcess.start(claudeEntry())) {
      assertThat(client.tools()).contains("\"env\"");
    }
  }

  @Test
  @DisplayName("15: where earlier files have no servers, another file than the right one is taken")
  void defect15TheFileWithTheEntryIsFoundAfterFilesWithoutIt() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path cursor = write(home.resolve(".cursor/mcp.json"), "{\"mcpServers\":{}}");
    Path zed = zedFile(ZED_TEXT);
    launcher().client(clients.zed()).launch();
    McpDeployment opened = deployments().open("notes");
    assertThat(opened.clients()).extracting(ClientConfig::path).containsExactly(zed);
    opened.rotateToken();
    assertThat(deployments().open("notes").inspect().tools()).containsExactly("env");
    opened.destroy();
    assertThat(zed).hasContent(ZED_TEXT);
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(cursor).hasContent("{\"mcpServers\":{}}");
  }

  @Test
  @DisplayName(
      "16: remove fails without a file and ignores the name; destroy forgets the entries unless"
          + " all clients are named again")
  void defect16DestroyFromTheAppsNameTakesOutEveryEntryHoweverItIsNamed() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    McpDeployment deployment =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    deployment.removeClient(clients.cursor().userConfig());
    assertThat(home.resolve(".cursor")).doesNotExist();
    clients.zed().userConfig().plan(edit -> edit.rename("notes", "my-notes")).write();
    deployments().open("notes").destroy();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(zed).hasContent(ZED_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  @DisplayName(
      "21: writing strips comments and sorts keys, keeps no copy, and may leave half a file")
  void defect21EveryOtherByteStaysABackupIsKeptAndNoReaderSeesHalfAFile() throws Exception {
    Path zed = zedFile(ZED_TEXT);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch reading = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                seen.add(read(zed));
                reading.countDown();
              }
            });
    launcher()
        .client(clients.zed())
        .listener(
            event -> {
              if (event instanceof LaunchEvent.StepStarted started
                  && started.step().kind() == LaunchPlan.Step.Kind.CLIENT_FILES) {
                reader.start();
                awaitQuietly(reading);
              }
            })
        .launch();
    reader.interrupt();
    reader.join();
    String written = Files.readString(zed);
    assertThat(seen).isSubsetOf(ZED_TEXT, written).contains(ZED_TEXT);
    String entry =
        written.lines().filter(line -> line.contains("\"notes\"")).findFirst().orElseThrow();
    assertThat(written.replace(entry + "\n", "")).isEqualTo(ZED_TEXT);
    assertThat(home.resolve(".config/zed/settings.json.mcp-fly.bak")).hasContent(ZED_TEXT);
  }

  private static String read(Path file) {
    // An interrupt does not close this kind of stream.
    try (InputStream in = new FileInputStream(file.toFile())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName(
      "22: Cursor, VS Code, Windsurf and Neovim get files that they do not read, Zed a shape that"
          + " it does not take, and Claude Code, Codex and Gemini nothing")
  void defect22EachClientGetsItsEntryWhereAndHowItReadsIt() throws IOException {
    McpLauncher launcher = launcher();
    Map<McpClient, String> files =
        Map.of(
            clients.vscode(), ".config/Code/User/mcp.json servers",
            clients.cursor(), ".cursor/mcp.json mcpServers",
            clients.windsurf(), ".codeium/windsurf/mcp_config.json mcpServers",
            clients.zed(), ".config/zed/settings.json context_servers",
            clients.claudeCode(), ".claude.json mcpServers",
            clients.geminiCli(), ".gemini/settings.json mcpServers");
    files.keySet().forEach(launcher::client);
    launcher.client(clients.codex()).launch();
    for (Map.Entry<McpClient, String> file : files.entrySet()) {
      String[] place = file.getValue().split(" ");
      Path path = home.resolve(place[0]);
      assertThat(path).exists();
      JsonNode entry =
          new JsonMapper().readTree(Files.readString(path)).at("/" + place[1] + "/notes");
      assertThat(entry.path("command").asString("")).as(file.getValue()).endsWith("mcp-fly-relay");
      assertThat(entry.path("env").has("MCP_FLY_BEARER_TOKEN")).as(file.getValue()).isTrue();
    }
    assertThat(home.resolve(".codex/config.toml"))
        .content()
        .contains("[mcp_servers.notes]")
        .contains("command = ");
    for (String obsolete :
        List.of(
            ".config/Cursor/config.json",
            ".codeium/windsurf/config.json",
            ".config/Code/User/settings.json")) {
      assertThat(home.resolve(obsolete)).doesNotExist();
    }
  }

  @Test
  @DisplayName("23: of an entry's arguments only \"--url X\" is understood, not --url=X or --user")
  void defect23EveryFormOfFlyctlsArgumentsIsUnderstood() throws IOException {
    launchedWithFlyctl(Map.of("FLY_MCP_USER", "ann", "FLY_MCP_PASSWORD", "p4ss-word"));
    String url = emulator.appUri("clock-app").toString();
    for (String arguments :
        List.of(
            "\"--url=%s\", \"--user=ann\", \"--password=p4ss-word\"",
            "\"--url\", \"%s\", \"--user\", \"ann\", \"--password\", \"p4ss-word\"")) {
      Path claude =
          claudeFile(
              "{\"mcpServers\":{\"clock\":{\"command\":\"flyctl\",\"args\":[\"mcp\",\"proxy\",%s]}}}"
                  .formatted(arguments.formatted(url)));
      McpDeployment opened = deployments().open("clock-app");
      assertThat(opened.server()).isEqualTo("clock");
      assertThat(opened.clients()).extracting(ClientConfig::path).containsExactly(claude);
      assertThat(opened.inspect().tools()).containsExactly("env");
    }
  }

  @Test
  @DisplayName("24: a client's entry needs flyctl on the user's computer for ever")
  void defect24AnEntryNeedsNothingButTheJdkThatWroteIt() throws Exception {
    launcher().client(clients.claudeDesktop()).launch();
    McpServerEntry entry = claudeEntry();
    assertThat(Path.of(entry.command().orElseThrow())).isAbsolute().isExecutable();
    assertThat(entry.args()).noneMatch(argument -> argument.contains("flyctl"));
    assertThat(Path.of(entry.command().orElseThrow())).startsWith(home);
    try (EntryProcess client = EntryProcess.start(entry, Map.of("PATH", "/nowhere"))) {
      assertThat(client.tools()).contains("\"env\"");
    }
  }
}

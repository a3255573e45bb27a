package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries that last: what they start, and how a relaunch mends it. */
class LauncherUpkeepTest extends LaunchTestBase {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  private RelayFiles files() {
    return new RelayInstallation(DataDirectory.of(host), host).files();
  }

  private McpServerEntry entry() {
    return clients.claudeDesktop().userConfig().servers().get("notes");
  }

  private McpLauncher claude() {
    return launcher().client(clients.claudeDesktop());
  }

  private void relaunchMends(LaunchPlan.Step.Kind... steps) {
    assertThat(claude().plan().text()).doesNotContain("Nothing to do");
    assertThat(claude().plan().steps()).extracting(LaunchPlan.Step::kind).containsExactly(steps);
    claude().launch();
    assertThat(claude().plan().text()).contains("Nothing to do");
  }

  @Test
  void entryNamesTheLauncherAndNothingThatChanges() throws Exception {
    McpDeployment deployment = claude().launch();
    assertThat(entry().command().orElseThrow())
        .isEqualTo(DataDirectory.of(host).resolve("mcp-fly-relay").toString());
    assertThat(entry().args()).containsExactly("proxy", "--url", deployment.uri().toString());
    assertThat(entry().env()).containsOnlyKeys("MCP_FLY_BEARER_TOKEN");
    try (EntryProcess client = EntryProcess.start(entry())) {
      assertThat(client.tools()).contains("\"result\"");
    }
  }

  @Test
  void recognizesAnEntryOfTheOldFormAndReplacesIt() {
    McpDeployment deployment = claude().launch();
    McpServerEntry now = entry();
    List<String> words =
        new ArrayList<>(RelayJar.javaCommand(Path.of("/gone/bin/java"), files().jar()));
    words.addAll(now.args());
    McpServerEntry former =
        McpServerEntry.stdio(words.get(0), words.subList(1, words.size()).toArray(String[]::new))
            .env("MCP_FLY_BEARER_TOKEN", now.env().get("MCP_FLY_BEARER_TOKEN"));
    clients
        .claudeDesktop()
        .userConfig()
        .plan(edit -> edit.remove("notes").put("notes", former))
        .write();
    assertThat(entry().args()).contains("-jar");

    McpDeployment again = claude().launch();
    assertThat(again.machineId()).isEqualTo(deployment.machineId());
    assertThat(entry()).isEqualTo(now);
  }

  @Test
  void launchingAgainRepairsMissingParts() throws IOException {
    claude().launch();
    Files.delete(files().launcher());
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.setPosixFilePermissions(files().launcher(), PosixFilePermissions.fromString("rw-r--r--"));
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.writeString(files().launcher(), "#!/bin/sh\necho hello\n");
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.delete(files().jar());
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.delete(files().current());
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.writeString(files().java(), "/gone/bin/java\n");
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.writeString(files().java(), "a\0b\n");
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    Files.writeString(files().current(), "a\0b\n99.0.0\n");
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    assertThat(files().java()).hasContent(JavaProgram.running().orElseThrow().toString());
  }

  @Test
  void keepsARecordedJavaThatWorks() throws IOException {
    Path other = home.resolve("jdk/bin/java");
    Files.createDirectories(other.getParent());
    Files.createSymbolicLink(other, JavaProgram.running().orElseThrow());
    Files.createDirectories(files().directory());
    Files.writeString(files().java(), other + "\n");
    claude().launch();
    assertThat(files().java()).hasContent(other.toString());
  }

  @Test
  void pinsAJava() {
    Path running = JavaProgram.running().orElseThrow();
    claude().proxy(ClientProxy.java(running.getParent().getParent())).launch();
    assertThat(entry().env().get("MCP_FLY_JAVA").literalValue()).contains(running.toString());
    assertThat(entry().command().orElseThrow()).endsWith("mcp-fly-relay");
  }

  @Test
  void rejectsAnInvalidOrOutdatedPinnedJava() throws IOException {
    Path old = home.resolve("old");
    Path program = Files.createDirectories(old.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThatThrownBy(() -> ClientProxy.java(old))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("is a Java 11, and the relay needs 17");
    assertThatThrownBy(() -> ClientProxy.java(home.resolve("none")))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(home.resolve("none") + " does not exist");
    assertThatThrownBy(() -> ClientProxy.java(null)).isInstanceOf(InvalidLaunchException.class);
  }

  @Test
  void fallsBackToNpxWithoutJava() {
    claude().proxy(ClientProxy.relay().orNpx()).launch();
    assertThat(entry().env().get("MCP_FLY_FALLBACK").literalValue()).contains("npx");
  }

  @Test
  void anOlderLibraryLeavesANewerRelayInPlace() throws IOException {
    claude().launch();
    Path newer = files().directory().resolve("mcp-fly-relay-00000000000000ff.jar");
    Files.writeString(newer, "newer");
    Files.writeString(files().current(), newer.getFileName() + "\n99.0.0\n");
    Files.writeString(files().launcher(), "#!/bin/sh\n# newer\n");
    assertThat(claude().plan().text()).contains("Nothing to do");
    new RelayInstallation(files().directory(), host).install();
    assertThat(files().startedJar()).contains(newer);
    assertThat(files().launcher()).hasContent("#!/bin/sh\n# newer");
    Files.delete(newer); // what is not all there is not newer
    relaunchMends(LaunchPlan.Step.Kind.RELAY);
    assertThat(files().startedJar()).contains(files().jar());
  }

  @Test
  void comparesVersions() {
    List<String> ordered =
        List.of("", "0", "0.1.0-SNAPSHOT", "0.1.0", "0.1.1", "0.2", "0.10.0-rc1", "0.10.0", "1.0");
    for (int i = 2; i < ordered.size(); i++) {
      assertThat(new RelayVersion(ordered.get(i - 1))).isLessThan(new RelayVersion(ordered.get(i)));
    }
    assertThat(new RelayVersion("x.y")).isEqualByComparingTo(new RelayVersion("0"));
  }

  private Path oldRelay(String digest, Instant installed) throws IOException {
    Path jar =
        Files.createDirectories(files().directory()).resolve("mcp-fly-relay-" + digest + ".jar");
    Files.writeString(jar, "old");
    Files.writeString(RelayJar.archiveOf(jar), "old");
    Files.writeString(cacheOf(jar), "old");
    Files.setLastModifiedTime(jar, FileTime.from(installed));
    return jar;
  }

  private static Path cacheOf(Path jar) {
    return Path.of(jar.toString().replace(".jar", ".25.0.3+9-LTS.proxy.aot"));
  }

  @Test
  void deletesOldRelaysThatAreUnused() throws Exception {
    Path unused = oldRelay("0000000000000001", LONG_AGO);
    Path young = oldRelay("0000000000000002", Instant.now());
    Path named = oldRelay("0000000000000003", LONG_AGO);
    Path running = oldRelay("0000000000000004", LONG_AGO);
    Path other = files().directory().resolve("mcp-fly-relay-mine.jar");
    Files.writeString(other, "not of ours");
    Files.setLastModifiedTime(other, FileTime.from(LONG_AGO));
    clients
        .cursor()
        .userConfig()
        .plan(
            edit ->
                edit.put(
                    "former",
                    McpServerEntry.stdio(
                        "java", "-jar", named.toString(), "proxy", "--url", "https://a.fly.dev/")))
        .write();
    Process process = new ProcessBuilder("tail", "-f", running.toString()).start();
    try {
      new RelayInstallation(files().directory(), host).install();
    } finally {
      process.destroyForcibly();
    }
    assertThat(unused).doesNotExist();
    assertThat(RelayJar.archiveOf(unused)).doesNotExist();
    assertThat(cacheOf(unused)).doesNotExist();
    assertThat(cacheOf(named)).exists();
    assertThat(List.of(young, named, running, other, files().jar())).allMatch(Files::exists);
  }

  @Test
  void nextLaunchRemovesTheRemainsOfAKilledOne() throws IOException {
    claude().launch();
    Path dead = files().directory().resolve(".mcp-fly-relay-999999999-1.tmp");
    Path alive =
        files().directory().resolve(".mcp-fly-relay-" + ProcessHandle.current().pid() + "-1.tmp");
    Files.writeString(dead, "half");
    Files.writeString(alive, "half");
    new RelayInstallation(files().directory(), host).install();
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();

    Path file = clients.claudeDesktop().userConfig().path();
    Path lock = file.resolveSibling("." + file.getFileName() + ".mcp-fly.lock");
    Files.writeString(lock, "00000000-0000-0000-0000-000000000000");
    clients.claudeDesktop().userConfig().plan(edit -> {}).write();
    assertThat(lock).doesNotExist();
  }

  @Test
  void failedLaunchKeepsThePreviousLauncher() throws IOException {
    Path claudeFile = claudeFile(CLAUDE_TEXT);
    Files.createDirectories(files().directory());
    Files.writeString(files().launcher(), "former");
    Files.setPosixFilePermissions(claudeFile, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> claude().launch()).isInstanceOf(LaunchException.class);
    assertThat(files().launcher()).hasContent("former");
    try (var there = Files.list(files().directory())) {
      assertThat(there).containsExactly(files().launcher());
    }
  }
}

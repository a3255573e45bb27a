package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small program that entries start on Windows, read by the rules of cmd.exe. */
class RelayLauncherCmdTest {
  private static final String URL = "https://app.fly.dev/mcp";
  private static final String NONE =
      "mcp-fly-relay: no Java 17 or newer was found; install one, or set JAVA_HOME or MCP_FLY_JAVA"
          + " to one.\n";

  @TempDir Path drives;

  private String user = "C:\\Users\\jane";
  private RelayFiles files;

  /** A user's home with an installed relay, seen from Windows. */
  private CmdReader windows() throws IOException {
    String data = user + "\\AppData\\Local\\mcp-fly\\";
    Path directory = drives.resolve(data.replace("\\", "/").replace("C:/", "C/"));
    HostEnvironment host = HostEnvironment.of(OperatingSystem.WINDOWS, drives, Map.of());
    RelayInstallation relay = new RelayInstallation(directory, host);
    relay.install();
    files = relay.files();
    CmdReader cmd = new CmdReader(drives, data + "mcp-fly-relay.cmd");
    // What the MCP SDK passes on to a server (its getDefaultEnvironment on Windows).
    cmd.variables.putAll(
        Map.of(
            "APPDATA",
            user + "\\AppData\\Roaming",
            "LOCALAPPDATA",
            user + "\\AppData\\Local",
            "USERPROFILE",
            user,
            "SystemDrive",
            "C:",
            "PATH",
            "C:\\Windows\\system32;C:\\Windows"));
    return cmd;
  }

  private void java(CmdReader cmd, String home, String version) throws IOException {
    Path program = cmd.file(home + "\\bin\\java.exe");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "");
    Files.writeString(
        cmd.file(home + "\\release"),
        "IMPLEMENTOR=\"x\"\r\n" + version + "\r\nOS_NAME=\"Windows\"\r\n");
  }

  private void java17(CmdReader cmd, String home) throws IOException {
    java(cmd, home, "JAVA_VERSION=\"17.0.2\"");
  }

  private static String startedJava(CmdReader cmd) {
    cmd.run("proxy");
    assertThat(cmd.err.toString()).isEmpty();
    assertThat(cmd.started).hasSize(1);
    return WindowsCommandLines.words(cmd.started.get(0)).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\Users\\jane",
        "C:\\Users\\Jane Doe",
        "C:\\Users\\Jürgen",
        "C:\\Users\\a&b",
        "C:\\Users\\(x)",
        "C:\\Users\\100%",
        "C:\\Users\\%PATH%",
        "C:\\Users\\it's",
        "C:\\Users\\a^b!c",
        "C:\\Users\\$HOME"
      })
  void startsTheRelayJustAsJavaCommandDoes(String home) throws IOException {
    user = home;
    CmdReader cmd = windows();
    java17(cmd, "C:\\Program Files\\Java\\jdk-17");
    cmd.run(" proxy --url " + URL);
    List<String> wanted = new ArrayList<>();
    String here = user + "\\AppData\\Local\\mcp-fly\\";
    for (String word : RelayJar.javaCommand(files.jar())) {
      wanted.add(word.replace(files.directory().toAbsolutePath() + "/", here));
    }
    wanted.set(0, "C:\\Program Files\\Java\\jdk-17\\bin\\java.exe");
    wanted.addAll(List.of("proxy", "--url", URL));
    assertThat(cmd.started).hasSize(1);
    assertThat(WindowsCommandLines.words(cmd.started.get(0))).isEqualTo(wanted);
  }

  /** The words that a proxy may get, through cross-spawn; a quote is refused (see CmdSigns). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        URL,
        URL + "?a=b&c=d",
        URL + "/a%20b",
        "%PATH%",
        "a b",
        "",
        "a^b",
        "!x!",
        "(x)",
        "a|b",
        "a<b>c",
        "C:\\x y\\",
        "*",
        "ünï",
        "$HOME"
      })
  void passesArgumentsExactlyFromCrossSpawn(String word) throws IOException {
    user = "C:\\Users\\Jane Doe";
    CmdReader cmd = windows();
    java17(cmd, "C:\\Program Files\\Java\\jdk-17");
    String script = user + "\\AppData\\Local\\mcp-fly\\mcp-fly-relay.cmd";
    String line = WindowsCommandLines.ofCrossSpawn(script, List.of("proxy", "--url", word));
    List<String> behind = WindowsCommandLines.behind(script, line);
    assertThat(behind).hasSize(1);
    cmd.run(behind.get(0));
    assertThat(cmd.started).hasSize(1);
    List<String> words = WindowsCommandLines.words(cmd.started.get(0));
    assertThat(words.subList(words.size() - 3, words.size()))
        .containsExactly("proxy", "--url", word);
  }

  /** What would not arrive in the way of Claude Desktop is not written for it. */
  @ParameterizedTest
  @CsvSource({
    "C:/Users/jane, https://app.fly.dev/mcp, true",
    "C:/Users/Jane Doe, https://app.fly.dev/mcp, false",
    "C:/Users/a&b, https://app.fly.dev/mcp, false",
    "C:/Users/jane, https://app.fly.dev/mcp?a=b&c=d, false",
    "C:/Users/jane, https://app.fly.dev/a%20b, false"
  })
  void startsJavaItselfWhereClaudeDesktopWouldBreakTheScript(
      String home, String url, boolean launched) {
    String script = home.replace('/', '\\') + "\\AppData\\Local\\mcp-fly\\mcp-fly-relay.cmd";
    HostEnvironment host = HostEnvironment.of(OperatingSystem.WINDOWS, drives, Map.of());
    RelayFiles there = new RelayFiles(drives.resolve(home), OperatingSystem.WINDOWS);
    McpServerEntry entry =
        ClientEntry.of(
            McpClients.in(host).claudeDesktop(),
            "notes",
            Wire.STREAMABLE_HTTP,
            new Location("app", URI.create(url), "", List.of(), Tunnel.existing()),
            Authorization.none(),
            ClientProxy.relay(),
            there);
    boolean isScript = entry.command().orElseThrow().endsWith(".cmd");
    assertThat(isScript).isEqualTo(launched);
    assertThat(entry.remoteTarget().orElseThrow().url()).isEqualTo(URI.create(url));
    if (isScript) {
      List<String> behind =
          WindowsCommandLines.behind(script, WindowsCommandLines.ofShell(script, entry.args()));
      assertThat(WindowsCommandLines.words(behind.get(0))).isEqualTo(entry.args());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\Program Files\\Java\\jdk-21",
        "C:\\Program Files\\Eclipse Adoptium\\jdk-17.0.9.9-hotspot",
        "C:\\Program Files\\Microsoft\\jdk-21.0.1.12-hotspot",
        "C:\\Program Files\\Zulu\\zulu-17",
        "C:\\Program Files\\Amazon Corretto\\jdk17.0.9_8",
        "C:\\Users\\jane\\AppData\\Local\\Programs\\Eclipse Adoptium\\jdk-21",
        "C:\\Users\\jane\\.jdks\\corretto-17.0.1",
        "C:\\Users\\jane\\scoop\\apps\\temurin17-jdk\\current"
      })
  void findsAJavaInTheUsualPlaces(String home) throws IOException {
    CmdReader cmd = windows();
    java(cmd, "C:\\Program Files\\Java\\jdk-11", "JAVA_VERSION=\"11.0.1\"");
    java(cmd, "C:\\Program Files\\Java\\jre1.8.0_402", "JAVA_VERSION=\"1.8.0_402\"");
    java17(cmd, home);
    assertThat(startedJava(cmd)).isEqualTo(home + "\\bin\\java.exe");
  }

  @Test
  void prefersTheRecordedJavaThenJavaHomeThenThePath() throws IOException {
    for (int missing = 0; missing < 3; missing++) {
      CmdReader cmd = windows();
      String recorded = "%USERPROFILE%\\jdk\\bin\\java.exe";
      Files.writeString(files.java(), (missing > 0 ? "C:\\gone\\java.exe" : recorded) + "\n");
      java17(cmd, user + "\\jdk");
      java17(cmd, "D:\\java home");
      java17(cmd, "D:\\on path");
      cmd.variables.put("JAVA_HOME", missing > 1 ? "D:\\wrong" : "D:\\java home");
      cmd.variables.put("PATH", "C:\\Windows;D:\\on path\\bin");
      assertThat(startedJava(cmd))
          .isEqualTo(
              List.of(user + "\\jdk", "D:\\java home", "D:\\on path").get(missing)
                  + "\\bin\\java.exe");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JAVA_VERSION=\"1.8.0_402\"",
        "JAVA_VERSION=\"11\"",
        "JAVA_VERSION=\"16.0.2\"",
        "X=\"17\""
      })
  void explainsInOneLineWhatToDoWithoutAJava(String version) throws IOException {
    CmdReader cmd = windows();
    java(cmd, "C:\\Program Files\\Java\\jdk", version);
    assertThat(cmd.run("proxy")).isEqualTo(127);
    assertThat(cmd.started).isEmpty();
    assertThat(cmd.err.toString()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JAVA_VERSION=\"17\"", "JAVA_VERSION=\"25-ea\"", "JAVA_VERSION=\"21.0.1+9\""})
  void readsEveryFormOfAVersion(String version) throws IOException {
    CmdReader cmd = windows();
    java(cmd, "C:\\Program Files\\Java\\jdk", version);
    assertThat(startedJava(cmd)).endsWith("java.exe");
  }

  @Test
  void usesAPinnedJavaAndNoOther() throws IOException {
    CmdReader cmd = windows();
    java17(cmd, "C:\\Program Files\\Java\\jdk");
    java17(cmd, "D:\\my & own");
    cmd.variables.put("MCP_FLY_JAVA", "D:\\my & own\\bin\\java.exe");
    assertThat(startedJava(cmd)).isEqualTo("D:\\my & own\\bin\\java.exe");
    CmdReader none = windows();
    none.variables.put("MCP_FLY_JAVA", "D:\\none\\bin\\java.exe");
    assertThat(none.run("proxy")).isEqualTo(127);
    assertThat(none.err.toString()).hasLineCount(1).contains("MCP_FLY_JAVA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "wrap"})
  void startsANewJavaFromTheCacheOfThisJarJavaAndCommand(String command) throws IOException {
    CmdReader cmd = windows();
    java17(cmd, "C:\\Program Files\\Java\\jdk-17");
    String home = "C:\\Program Files\\Java\\jdk-25";
    java(cmd, home, "JAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"\r\nJAVA_VERSION=\"25.0.3\"");
    java(cmd, user + "\\.jdks\\jdk-21", "JAVA_VERSION=\"21.0.3\"");
    String stem = files.jar().getFileName().toString().replace(".jar", "");
    Path cache = files.directory().resolve(stem + ".25.0.3+9-LTS." + command + ".aot");
    String there = user + "\\AppData\\Local\\mcp-fly\\" + cache.getFileName();
    List<String> first = started(cmd, command);
    assertThat(first)
        .startsWith(home + "\\bin\\java.exe")
        .contains("-Xshare:auto", "-Dmcpfly.cache=" + there)
        .endsWith(command, "x y");

    Files.writeString(cache, "a cache");
    List<String> wanted = new ArrayList<>();
    for (String word : RelayJar.cachedCommand(Path.of("java"), files.jar(), cache)) {
      String inHere = user + "\\AppData\\Local\\mcp-fly\\";
      wanted.add(word.replace(files.directory().toAbsolutePath() + "/", inHere));
    }
    wanted.set(0, home + "\\bin\\java.exe");
    wanted.addAll(List.of(command, "x y"));
    assertThat(started(again(cmd), command)).isEqualTo(wanted);

    for (String options : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      CmdReader other = again(cmd);
      other.variables.put(options, "-Xshare:off");
      assertThat(started(other, command)).noneMatch(word -> word.contains("cache"));
    }
    assertThat(started(again(cmd), "--version")).noneMatch(word -> word.contains("cache"));
  }

  private static List<String> started(CmdReader cmd, String command) {
    cmd.run(" " + command + " \"x y\"");
    assertThat(cmd.err.toString()).isEmpty();
    assertThat(cmd.started).hasSize(1);
    return WindowsCommandLines.words(cmd.started.get(0));
  }

  /** A later start in the same place. */
  private CmdReader again(CmdReader former) throws IOException {
    CmdReader cmd = new CmdReader(drives, user + "\\AppData\\Local\\mcp-fly\\mcp-fly-relay.cmd");
    for (String name : List.of("APPDATA", "LOCALAPPDATA", "USERPROFILE", "SystemDrive", "PATH")) {
      cmd.variables.put(name, former.variables.get(name));
    }
    return cmd;
  }

  @Test
  void startsTheNewestRelayThatIsThere() throws IOException {
    CmdReader cmd = windows();
    java17(cmd, "C:\\Program Files\\Java\\jdk");
    for (int year = 2020; year < 2023; year++) {
      Path jar = files.directory().resolve("mcp-fly-relay-000000000000" + year + ".jar");
      Files.writeString(jar, "");
      Files.setLastModifiedTime(jar, FileTime.from(Instant.parse(year + "-01-01T00:00:00Z")));
    }
    cmd.run("proxy");
    assertThat(cmd.started.get(0)).contains(files.jar().getFileName().toString());
    Files.delete(files.jar());
    CmdReader again =
        new CmdReader(drives, "C:\\Users\\jane\\AppData\\Local\\mcp-fly\\mcp-fly-relay.cmd");
    again.variables.putAll(cmd.variables);
    again.run("proxy");
    assertThat(again.started.get(0)).contains("mcp-fly-relay-0000000000002022.jar");
  }

  @Test
  void fallsBackToNpxWhereThatIsAsked() throws IOException {
    CmdReader cmd = windows();
    cmd.variables.put("MCP_FLY_FALLBACK", "npx");
    cmd.variables.put("MCP_FLY_BEARER_TOKEN", "token");
    cmd.run(" \"proxy\" \"--url\" \"" + URL + "?a=b&c=d\" \"--instance\" \"148e\"");
    assertThat(WindowsCommandLines.words(cmd.started.get(0)))
        .containsExactly(
            "npx",
            "-y",
            "mcp-remote",
            URL + "?a=b&c=d",
            "--header",
            "Fly-Force-Instance-Id:148e",
            "--header",
            "Authorization:${AUTH_HEADER}");
    assertThat(cmd.variables).containsEntry("AUTH_HEADER", "Bearer token");
    CmdReader none = windows();
    none.variables.put("MCP_FLY_FALLBACK", "npx");
    assertThat(none.run("--version")).isEqualTo(127);
    assertThat(none.err.toString()).isEqualTo(NONE);
  }
}

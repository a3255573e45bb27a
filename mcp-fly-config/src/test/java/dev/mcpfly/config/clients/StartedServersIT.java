package dev.mcpfly.config.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.config.internal.json.JsonFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What real clients start and send is what we wrote, whatever moves their file; runs with {@code
 * -Pclients}. The server that they start writes down its arguments and its environment, and the one
 * that they call its headers. Each client has two minutes.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class StartedServersIT {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final String PROBE =
      "require('fs').writeFileSync(process.argv[2] + '.part',"
          + "JSON.stringify({args: process.argv.slice(3), env: process.env}));"
          + "require('fs').renameSync(process.argv[2] + '.part', process.argv[2]);";
  private static final String MODEL =
      """
      models:
        - name: none
          provider: openai
          model: none
          apiBase: http://127.0.0.1:9/v1
          apiKey: none
          roles: [chat]
      """;

  private static NpmClients npm;

  @TempDir Path home;
  private Path project;
  private Path probe;
  private Path report;
  private HttpServer remote;
  private final Map<String, String> headers = new ConcurrentHashMap<>();

  @BeforeAll
  static void installClients() throws Exception {
    npm =
        NpmClients.install(
            Path.of(System.getProperty("mcpfly.clients.directory", "target/clients")));
  }

  @BeforeEach
  void scratchHome() throws IOException {
    home = home.toRealPath();
    project = Files.createDirectories(home.resolve("project"));
    probe = Files.writeString(home.resolve("probe.js"), PROBE);
    report = home.resolve("report.json");
    remote = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    remote.createContext(
        "/",
        exchange -> {
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.putIfAbsent(name, values.get(0)));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    remote.start();
  }

  @AfterEach
  void stopRemote() {
    remote.stop(0);
  }

  private McpClient client(String id, Map<String, String> variables) {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, variables);
    return McpClients.in(host).byId(id).orElseThrow();
  }

  private McpServerEntry local(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = probe.toString();
    all[1] = report.toString();
    System.arraycopy(args, 0, all, 2, args.length);
    return McpServerEntry.stdio("node", all);
  }

  private McpServerEntry http() {
    int port = remote.getAddress().getPort();
    return McpServerEntry.http(URI.create("http://127.0.0.1:" + port + "/mcp?a=b&c=d"))
        .header("X-Literal", "t0ken=");
  }

  /** Runs a client until it has started the server that is written down, and ends it. */
  private Map<String, Object> started(
      Map<String, String> variables, boolean awaitRemote, String command, String... arguments)
      throws Exception {
    Process process = npm.start(project, home, variables, command, arguments);
    try {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (!Files.exists(report) || (awaitRemote && !headers.containsKey("X-literal"))) {
        boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
        if (System.nanoTime() - deadline > 0 || (ended && !Files.exists(report))) {
          throw new IOException(
              command
                  + " did not start it: "
                  + Files.readString(home.resolve("client-output.txt")));
        }
        if (ended) {
          break;
        }
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return map(read(Files.readString(report)));
  }

  private static Object read(String json) {
    return new JsonFormat(false, false)
        .read("{\"x\":" + json + "}", List.of("x"))
        .orElseThrow()
        .tree();
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-cli, gemini, '', ''",
    "gemini-cli, gemini, GEMINI_CLI_HOME, moved",
    "qwen-code, qwen, '', ''",
    "qwen-code, qwen, QWEN_HOME, moved",
    "opencode, opencode, '', ''",
    "opencode, opencode, XDG_CONFIG_HOME, moved",
    "opencode, opencode, OPENCODE_CONFIG, moved/my.json",
    "opencode, opencode, OPENCODE_CONFIG_DIR, moved",
    "kilo-code, kilo, '', ''",
    "kilo-code, kilo, XDG_CONFIG_HOME, moved",
    "kilo-code, kilo, KILO_CONFIG, moved/my.json",
    "kilo-code, kilo, KILO_CONFIG_DIR, moved",
  })
  void agentsStartAndCallTheWrittenServers(String id, String command, String variable, String path)
      throws Exception {
    Map<String, String> variables = new HashMap<>();
    if (!variable.isEmpty()) {
      variables.put(variable, home.resolve(path).toString());
    }
    ClientConfig config = client(id, variables).userConfig();
    assertThat(config.path().startsWith(home.resolve("moved"))).isEqualTo(!variable.isEmpty());
    McpServerEntry local =
        local("a b", "c\\d\"e'f", "ünï")
            .env("KEY", "v #1")
            .env("REF", ConfigValue.fromEnvironment("OUTSIDE"));
    McpServerEntry http =
        http().header("X-Ref", ConfigValue.fromEnvironment("OUTSIDE").after("Bearer "));
    config.plan(edit -> edit.put("local", local).put("remote", http)).write();
    if (id.equals("gemini-cli")) {
      Files.writeString(
          config.path().resolveSibling("trustedFolders.json"),
          "{\"" + project + "\":\"TRUST_FOLDER\"}");
    }
    variables.put("OUTSIDE", "from outside");
    Map<String, Object> report = started(variables, true, command, "mcp", "list");
    assertThat(report.get("args")).isEqualTo(List.of("a b", "c\\d\"e'f", "ünï"));
    assertThat(map(report.get("env")))
        .containsEntry("KEY", "v #1")
        .containsEntry("REF", "from outside");
    assertThat(headers)
        .containsEntry("X-literal", "t0ken=")
        .containsEntry("X-ref", "Bearer from outside");
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "CONTINUE_GLOBAL_DIR, moved"})
  void continueStartsWhatWeWroteIntoANewMainFile(String variable, String path) throws Exception {
    Map<String, String> variables = new HashMap<>();
    if (!variable.isEmpty()) {
      variables.put(variable, home.resolve(path).toString());
    }
    ClientConfig config = client("continue", variables).userConfig();
    McpServerEntry local = local("a b", "c\\d\"e'f", "ünï").env("KEY", "v #1");
    config.plan(edit -> edit.put("local", local).put("remote", http())).write();
    // Without a model it does not go on to the servers.
    Files.writeString(config.path(), Files.readString(config.path()) + MODEL);
    Map<String, Object> report = started(variables, true, "cn", "-p", "hello");
    assertThat(report.get("args")).isEqualTo(List.of("a b", "c\\d\"e'f", "ünï"));
    assertThat(map(report.get("env"))).containsEntry("KEY", "v #1");
    assertThat(headers).containsEntry("X-literal", "t0ken=");
    assertThat(config.servers()).containsEntry("local", local);
  }

  @Test
  void mcpHubStartsWrittenServersAndReplacesRejectedValues() throws Exception {
    McpClient neovim = client("neovim", Map.of());
    ClientConfig config = neovim.userConfig();
    McpServerEntry local =
        local("a b", "c\\d\"e'f", "ünï", "a$HOME")
            .env("KEY", "v #1")
            .env("REF", ConfigValue.fromEnvironment("OUTSIDE"));
    McpServerEntry http =
        http().header("X-Ref", ConfigValue.fromEnvironment("OUTSIDE").after("Bearer "));
    config.plan(edit -> edit.put("local", local).put("remote", http)).write();
    Map<String, String> variables = Map.of("OUTSIDE", "from outside", "EMPTY", "ambient");
    String[] arguments = {"--port", freePort(), "--config", config.path().toString()};
    Map<String, Object> report = started(variables, true, "mcp-hub", arguments);
    assertThat(report.get("args")).isEqualTo(List.of("a b", "c\\d\"e'f", "ünï", "a$HOME"));
    assertThat(map(report.get("env")))
        .containsEntry("KEY", "v #1")
        .containsEntry("REF", "from outside");
    assertThat(headers)
        .containsEntry("X-literal", "t0ken=")
        .containsEntry("X-ref", "Bearer from outside");

    McpServerEntry rewritten = local("$HOME").env("EMPTY", "");
    assertThat(neovim.refusal("x", local("$HOME"))).isPresent();
    assertThat(neovim.refusal("x", local().env("EMPTY", ""))).isPresent();
    Files.delete(this.report);
    McpClients.file(config.path()).plan(edit -> edit.remove("local").put("x", rewritten)).write();
    Map<String, Object> other = started(variables, false, "mcp-hub", arguments);
    assertThat(other.get("args")).isEqualTo(List.of(home.toString()));
    assertThat(map(other.get("env"))).containsEntry("EMPTY", "ambient");
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  /** What is written with references, as a client reads it that may replace each spelling. */
  private static final List<String> SPELLINGS =
      List.of(
          "$OUTSIDE",
          "${OUTSIDE}",
          "${OUTSIDE:-d}",
          "${NOT_SET:-d}",
          "$NOT_SET",
          "${NOT_SET}",
          "${env:OUTSIDE}",
          "%OUTSIDE%",
          "a$(OUTSIDE)b",
          "x${OUTSIDE}y");

  private void writeSpellings(ClientConfig config, String stdio, String http) throws IOException {
    Files.createDirectories(config.path().getParent());
    StringBuilder args = new StringBuilder(text(probe) + "," + text(report));
    StringBuilder env = new StringBuilder("\"KEY\":\"v\"");
    StringBuilder headers = new StringBuilder("\"X-Literal\":\"t0ken=\"");
    for (int i = 0; i < SPELLINGS.size(); i++) {
      args.append(',').append(text(SPELLINGS.get(i)));
      env.append(",\"REF").append(i).append("\":").append(text(SPELLINGS.get(i)));
      headers.append(",\"X-Ref").append(i).append("\":").append(text(SPELLINGS.get(i)));
    }
    Files.writeString(
        config.path(),
        """
        {"mcpServers": {
          "local": {"type": "%s", "command": "node", "args": [%s], "env": {%s}, "tools": ["*"]},
          "remote": {"type": "%s", "url": "%s", "headers": {%s}, "tools": ["*"]}
        }}
        """
            .formatted(
                stdio,
                args,
                env,
                http,
                "http://127.0.0.1:" + remote.getAddress().getPort() + "/mcp",
                headers));
  }

  private static String text(Object text) {
    return "\"" + text + "\"";
  }

  private void assertSpellings(Map<String, Object> report, List<String> expected) {
    assertThat(report.get("args")).isEqualTo(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(map(report.get("env"))).containsEntry("REF" + i, expected.get(i));
      assertThat(headers).containsEntry("X-ref" + i, expected.get(i));
    }
  }

  /** It needs no account where its model is elsewhere: at the address that knows nothing. */
  @Test
  void copilotReplacesEverySpellingOfAShell() throws Exception {
    Map<String, String> variables = new HashMap<>();
    ClientConfig config = client("copilot-cli", variables).userConfig();
    writeSpellings(config, "local", "http");
    variables.put("OUTSIDE", "from outside");
    variables.put("COPILOT_OFFLINE", "true");
    variables.put("COPILOT_MODEL", "none");
    variables.put("COPILOT_PROVIDER_API_KEY", "none");
    variables.put(
        "COPILOT_PROVIDER_BASE_URL", "http://127.0.0.1:" + remote.getAddress().getPort() + "/v1");
    assertSpellings(
        started(variables, true, "copilot", "-p", "hello", "--allow-all-tools"),
        List.of(
            "from outside",
            "from outside",
            "from outside",
            "d",
            "$NOT_SET",
            "${NOT_SET}",
            "${env:OUTSIDE}",
            "%OUTSIDE%",
            "a$(OUTSIDE)b",
            "xfrom outsidey"));
    ConfigValue reference = ConfigValue.fromEnvironment("OUTSIDE").orElse("d");
    config
        .plan(
            edit ->
                edit.put("local", local("a b").env("REF", reference))
                    .put("remote", http().header("X-Ref", reference.after("Bearer "))))
        .write();
    Files.delete(this.report);
    headers.clear();
    Map<String, Object> written =
        started(variables, true, "copilot", "-p", "hello", "--allow-all-tools");
    assertThat(map(written.get("env"))).containsEntry("REF", "from outside");
    assertThat(headers).containsEntry("X-ref", "Bearer from outside");
  }

  /** Its command line sends everything as it stands; the extension replaces some. */
  @Test
  void clineOnTheCommandLineReplacesNothing() throws Exception {
    Map<String, String> variables = new HashMap<>(Map.of("OUTSIDE", "from outside"));
    ClientConfig config = client("cline", Map.of()).userConfig();
    writeSpellings(config, "stdio", "streamableHttp");
    String model = "http://127.0.0.1:" + remote.getAddress().getPort() + "/v1";
    Process login =
        npm.start(
            project, home, variables, "cline", "auth", "openai", "-k", "k", "-m", "none", "-b",
            model);
    assertThat(login.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertSpellings(
        started(variables, true, "cline", "-P", "openai-compatible", "--json", "say hello to me"),
        SPELLINGS);
    McpClient cline = client("cline", Map.of());
    assertThat(cline.refusal("x", local("${env:OUTSIDE}"))).isPresent();
    assertThat(cline.refusal("x", local("$OUTSIDE", "%OUTSIDE%"))).isEmpty();
    assertThat(cline.refusal("x", local().env("REF", ConfigValue.fromEnvironment("OUTSIDE"))))
        .isPresent();
  }

  /** Its list has neither arguments nor headers. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "CLINE_DIR, moved",
    "CLINE_DATA_DIR, moved",
    "CLINE_MCP_SETTINGS_PATH, moved/my.json"
  })
  void clineReadsWhatWeWrite(String variable, String path) throws Exception {
    Map<String, String> variables =
        variable.isEmpty() ? Map.of() : Map.of(variable, home.resolve(path).toString());
    ClientConfig config = client("cline", variables).userConfig();
    config.plan(edit -> edit.put("local", local("a b", "ünï")).put("remote", http())).write();
    Process process = npm.start(project, home, variables, "cline", "config", "mcp", "--json");
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String listed = Files.readString(home.resolve("client-output.txt"));
    assertThat(read(listed).toString())
        .contains(
            "{name=local, transportType=stdio, disabled=false, path=" + config.path() + "}",
            "{name=remote, transportType=streamableHttp, disabled=false, path=" + config.path());
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void claudeCodeStartsWhatWeWroteForAWorktree(boolean olderFile) throws Exception {
    McpClient claude = client("claude-code", Map.of());
    if (olderFile) {
      Path older = home.resolve(".claude/.config.json");
      Files.createDirectories(older.getParent());
      Files.writeString(older, "{}");
      assertThat(claude.userConfig().path()).isEqualTo(older);
    }
    git(project, "init", "-q");
    git(
        project,
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@x.invalid",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x");
    Path worktree = home.resolve("worktree");
    git(project, "worktree", "add", "-q", worktree.toString());
    Path inside = Files.createDirectories(worktree.resolve("a/b"));
    ConfigValue value = ConfigValue.fromEnvironment("NOT_SET").orElse("d");
    claude
        .localConfig(inside)
        .plan(edit -> edit.put("local", local("a b", "ünï").env("REF", value)))
        .write();
    Path main = project;
    project = inside;
    Map<String, Object> report = started(Map.of(), false, "claude", "mcp", "list");
    assertThat(report.get("args")).isEqualTo(List.of("a b", "ünï"));
    assertThat(map(report.get("env"))).containsEntry("REF", "d");
    assertThat(claude.localConfig(main).servers()).containsKey("local");
  }

  private static void git(Path directory, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    assertThat(
            new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start().waitFor())
        .isZero();
  }
}

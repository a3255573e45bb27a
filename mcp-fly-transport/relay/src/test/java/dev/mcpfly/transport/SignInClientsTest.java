package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Real clients that sign in to a relay and call a tool, all on this machine. Needs npm and Python;
 * runs in the Maven profile {@code sign-in}.
 */
@EnabledIfSystemProperty(named = "mcp.sign-in", matches = "true")
@Timeout(600)
class SignInClientsTest {
  private static final Path WORK = SignInTools.directory();
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
          + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"text\","
          + "\"arguments\":{}}}\n";

  private static Path node;
  private Relay relay;
  private Path home;

  @BeforeAll
  static void install() throws Exception {
    node = SignInTools.node();
    // What others can start as a browser.
    Path browser = WORK.resolve("bin/xdg-open");
    Files.createDirectories(browser.getParent());
    Files.writeString(
        browser,
        "#!/bin/sh\nexec \""
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp \""
            + System.getProperty("java.class.path")
            + "\" "
            + FakeBrowserMain.class.getName()
            + " \"$@\" 2>>\""
            + WORK.resolve("browser.log")
            + "\"\n");
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @BeforeEach
  void start() throws Exception {
    relay =
        Relay.stdio(ToyServerMain.command())
            .port(0)
            .oauth(OAuthLogin.ofUsers(TestUsers.of("me", "secret")))
            .start();
    home = Files.createTempDirectory(WORK, "home");
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static ProcessBuilder process(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(WORK.toFile());
    String path = WORK.resolve("bin") + ":" + System.getenv("PATH");
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().put("PATH", path);
    builder.environment().put("BROWSER", WORK.resolve("bin/xdg-open").toString());
    builder.environment().putAll(environment);
    return builder;
  }

  private static String execute(List<String> command, String log, Map<String, String> environment)
      throws Exception {
    Path output = WORK.resolve(log + ".log");
    Process process =
        process(command, environment)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(log + " ended in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      end(process);
    }
    return Files.readString(output);
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> all = new java.util.HashMap<>(Map.of("HOME", home.toString()));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static Path resource(String name) throws Exception {
    Path source = Path.of("src", "test", "resources", "sign-in", name).toAbsolutePath();
    return Files.copy(
        source, WORK.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void typeScriptSdk() throws Exception {
    String said =
        execute(
            List.of(
                node.toString(),
                resource("typescript.mjs").toString(),
                relay.uri().toString(),
                WORK.resolve("bin/xdg-open").toString()),
            "typescript",
            environment());
    assertThat(said).contains("hello");
  }

  @Test
  void pythonSdk() throws Exception {
    Path python = SignInTools.python();
    String said =
        execute(
            List.of(
                python.toString(),
                resource("python.py").toString(),
                relay.uri().toString(),
                WORK.resolve("bin/xdg-open").toString()),
            "python",
            environment());
    assertThat(said).contains("hello");
  }

  @Test
  void mcpRemote() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(node.toString());
    command.add(WORK.resolve("node_modules/mcp-remote/dist/proxy.js").toString());
    command.add(relay.uri().toString());
    Process process =
        process(command, environment("MCP_REMOTE_CONFIG_DIR", home.resolve("auth").toString()))
            .redirectError(WORK.resolve("mcp-remote.log").toFile())
            .start();
    // Not closed: its close waits for a read that is under way.
    BufferedReader in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try (OutputStream out = process.getOutputStream()) {
      out.write(INITIALIZE.getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(line(in)).contains("\"serverInfo\"");
      out.write(CALL.getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(line(in)).contains("hello");
    } finally {
      end(process);
    }
  }

  /** Ends a program and what it started. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** The next line, within three minutes: a thread that reads from a process hears no interrupt. */
  private static String line(BufferedReader in) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return in.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .get(3, TimeUnit.MINUTES);
  }

  @Test
  void inspector() throws Exception {
    Path modules = SignInTools.npm("@modelcontextprotocol/inspector", "2.12.0");
    String said =
        execute(
            List.of(
                node.toString(),
                modules.resolve(".bin/mcp-inspector").toRealPath().toString(),
                "--cli",
                relay.uri().toString(),
                "--transport",
                "http",
                "--method",
                "tools/call",
                "--tool-name",
                "text"),
            "inspector",
            environment("MCP_AUTO_OPEN_ENABLED", "true"));
    assertThat(said).contains("hello");
  }

  @Test
  void codex() throws Exception {
    Path modules = SignInTools.npm("@openai/codex", "0.171.0");
    Files.writeString(
        home.resolve("config.toml"),
        "mcp_oauth_credentials_store = \"file\"\n[mcp_servers.relay]\nurl = \""
            + relay.uri()
            + "\"\n");
    Map<String, String> environment = environment("CODEX_HOME", home.toString());
    execute(
        List.of(
            node.toString(),
            modules.resolve("@openai/codex/bin/codex.js").toString(),
            "mcp",
            "login",
            "relay"),
        "codex",
        environment);
    String kept = Files.readString(home.resolve(".credentials.json"));
    assertAccepted(kept);
  }

  @Test
  void claudeCode() throws Exception {
    Path modules = SignInTools.npm("@anthropic-ai/claude-code", "2.1.332");
    String claude = modules.resolve(".bin/claude").toRealPath().toString();
    Map<String, String> environment =
        environment("DISABLE_AUTOUPDATER", "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    execute(
        List.of(
            claude,
            "mcp",
            "add",
            "--scope",
            "user",
            "--transport",
            "http",
            "relay",
            relay.uri().toString()),
        "claude-add",
        environment);
    // It wants a terminal.
    execute(
        List.of("script", "-qec", claude + " mcp login relay", "/dev/null"),
        "claude-login",
        environment);
    assertAccepted(Files.readString(home.resolve(".claude/.credentials.json")));
    assertThat(execute(List.of(claude, "mcp", "list"), "claude-list", environment))
        .contains("Connected");
  }

  @Test
  void opencode() throws Exception {
    Path modules = SignInTools.npm("opencode-ai", "1.18.33");
    Files.writeString(
        home.resolve("opencode.json"),
        "{\"mcp\":{\"relay\":{\"type\":\"remote\",\"url\":\"" + relay.uri() + "\"}}}");
    String opencode = modules.resolve(".bin/opencode").toRealPath().toString();
    execute(
        List.of("script", "-qec", opencode + " mcp auth relay", "/dev/null"),
        "opencode",
        environment(
            "OPENCODE_CONFIG",
            home.resolve("opencode.json").toString(),
            "OPENCODE_DISABLE_AUTOUPDATE",
            "1",
            "OPENCODE_DISABLE_MODELS_FETCH",
            "1"));
    assertAccepted(Files.readString(home.resolve(".local/share/opencode/mcp-auth.json")));
  }

  /** A token in a client's store opens a session, and a tool answers. */
  private void assertAccepted(String store) throws Exception {
    java.util.regex.Matcher token =
        java.util.regex.Pattern.compile("\"(?:access_?[tT]oken)\"\\s*:\\s*\"([^\"]+)\"")
            .matcher(store);
    assertThat(token.find()).as("a token is kept").isTrue();
    HttpPeer session =
        new HttpPeer(relay.uri(), "Authorization", "Bearer " + token.group(1)).session();
    assertThat(session.post(HttpPeer.call("1", "text", "{}")).text()).isEqualTo("hello");
  }
}

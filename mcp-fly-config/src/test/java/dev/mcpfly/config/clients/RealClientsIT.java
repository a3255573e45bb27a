package dev.mcpfly.config.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.config.internal.json.JsonFormat;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write is what the clients themselves read; runs with {@code -Pclients}. */
class RealClientsIT {
  private static final McpServerEntry STDIO =
      McpServerEntry.stdio("/bin/false", "-y", "a b", "c\\d\"e'f", "ünï").env("KEY", "v #1");
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://mcp.invalid/mcp?a=b&c=d"))
          .header("Authorization", "Bearer t0ken=");
  private static final McpServerEntry SSE =
      McpServerEntry.sse(URI.create("https://mcp.invalid/sse")).header("X-Key", "k");
  private static final List<String> ARGS = List.of("-y", "a b", "c\\d\"e'f", "ünï");

  private static NpmClients npm;

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeAll
  static void installClients() throws Exception {
    npm =
        NpmClients.install(
            Path.of(System.getProperty("mcpfly.clients.directory", "target/clients")));
  }

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @Test
  void codexReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.codex().userConfig();
    write(
        config.path(),
        "# mine\nmodel = \"m\"\n\n[mcp_servers.old]\ncommand = \"/bin/true\" # keep\n"
            + "[mcp_servers.old.env]\nA = \"1\"");
    config.plan(edit -> edit.put("local", STDIO).put("my.server/1", HTTP)).write();
    assertThatThrownBy(() -> config.plan(edit -> edit.put("sse", SSE)))
        .isInstanceOf(ConfigException.EntryRefused.class);

    Map<String, Map<String, Object>> servers = codex();
    assertThat(servers.keySet()).containsExactlyInAnyOrder("old", "local", "my.server/1");
    assertThat(servers.get("old")).containsEntry("env", Map.of("A", "1"));
    assertThat(servers.get("local"))
        .containsEntry("type", "stdio")
        .containsEntry("command", "/bin/false")
        .containsEntry("args", ARGS)
        .containsEntry("env", Map.of("KEY", "v #1"));
    assertThat(servers.get("my.server/1"))
        .containsEntry("type", "streamable_http")
        .containsEntry("url", "https://mcp.invalid/mcp?a=b&c=d")
        .containsEntry("http_headers", Map.of("Authorization", "Bearer t0ken="));

    config.plan(edit -> edit.put("local", HTTP).remove("my.server/1").disable("old")).write();
    assertThat(codex()).containsOnlyKeys("old", "local");
    assertThat(codex().get("local"))
        .containsEntry("type", "streamable_http")
        .doesNotContainKey("command");
    assertThat(codex().get("old")).containsEntry("enabled", false);
  }

  @Test
  void codexTakesSecretsByReference() throws Exception {
    ClientConfig config = clients.codex().userConfig();
    McpServerEntry remote =
        McpServerEntry.http(URI.create("https://mcp.invalid/mcp"))
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "))
            .header("X-Key", ConfigValue.fromEnvironment("KEY"));
    McpServerEntry local =
        McpServerEntry.stdio("/bin/false")
            .env("PASSED", ConfigValue.fromEnvironment("PASSED"))
            .workingDirectory("/tmp")
            .timeout(Duration.ofSeconds(90));
    config.plan(edit -> edit.put("remote", remote).put("local", local)).write();
    assertThat(codex().get("remote"))
        .containsEntry("bearer_token_env_var", "TOKEN")
        .containsEntry("env_http_headers", Map.of("X-Key", "KEY"));
    assertThat(codex().get("local"))
        .containsEntry("env_vars", List.of("PASSED"))
        .containsEntry("cwd", "/tmp");
  }

  private Map<String, Map<String, Object>> codex() throws Exception {
    Map<String, Map<String, Object>> servers = new LinkedHashMap<>();
    String json = "{\"list\":" + npm.run(home, "codex", "mcp", "list", "--json") + "}";
    for (Object item : (List<?>) json(json, "list")) {
      Map<String, Object> server = map(item);
      Map<String, Object> transport = map(server.get("transport"));
      transport.put("enabled", server.get("enabled"));
      servers.put(String.valueOf(server.get("name")), transport);
    }
    return servers;
  }

  @Test
  void copilotReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.copilotCli().userConfig();
    write(
        config.path(),
        "{\"mcpServers\":{\"old\":{\"type\":\"local\",\"command\":\"/bin/true\",\"args\":[],"
            + "\"tools\":[\"a\"]}}}");
    config.plan(edit -> edit.put("local", STDIO).put("remote.1", HTTP).put("events", SSE)).write();

    Map<String, Object> servers = copilot();
    assertThat(servers.keySet()).containsExactlyInAnyOrder("old", "local", "remote.1", "events");
    assertThat(map(servers.get("old"))).containsEntry("tools", List.of("a"));
    assertThat(map(servers.get("local")))
        .containsEntry("command", "/bin/false")
        .containsEntry("args", ARGS)
        .containsEntry("env", Map.of("KEY", "v #1"));
    assertThat(map(servers.get("remote.1")))
        .containsEntry("type", "http")
        .containsEntry("url", "https://mcp.invalid/mcp?a=b&c=d")
        .containsEntry("headers", Map.of("Authorization", "Bearer t0ken="));
    assertThat(map(servers.get("events")))
        .containsEntry("type", "sse")
        .containsEntry("url", "https://mcp.invalid/sse")
        .containsEntry("headers", Map.of("X-Key", "k"));

    config.plan(edit -> edit.remove("local").remove("remote.1").remove("events")).write();
    assertThat(copilot()).containsOnlyKeys("old");
    config.plan(edit -> edit.remove("old")).write();
    assertThat(copilot()).isEmpty();
  }

  private Map<String, Object> copilot() throws Exception {
    return map(json(npm.run(home, "copilot", "mcp", "list", "--json"), "mcpServers"));
  }

  @Test
  void claudeCodeReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.claudeCode().userConfig();
    write(
        config.path(),
        """
        {
          "numStartups": 3,
          "mcpServers": {
            "old": {"command": "/bin/true"}
          }
        }
        """);
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP).put("events", SSE)).write();

    assertThat(claude("old")).contains("Scope: User config");
    assertThat(claude("local"))
        .contains("Type: stdio", "Command: /bin/false", "Args: " + String.join(" ", ARGS))
        .contains("KEY=v #1");
    assertThat(claude("remote"))
        .contains("Type: http", "URL: https://mcp.invalid/mcp?a=b&c=d")
        .contains("Authorization: Bearer t0ken=");
    assertThat(claude("events")).contains("Type: sse", "URL: https://mcp.invalid/sse", "X-Key: k");
    assertThat(config.servers())
        .containsEntry("local", STDIO)
        .containsEntry("remote", HTTP)
        .containsEntry("events", SSE);
    assertThat(home.resolve(".claude/backups"))
        .satisfiesAnyOf(
            backups -> assertThat(backups).doesNotExist(),
            backups -> assertThat(backups).isDirectoryNotContaining("glob:**corrupted**"));
  }

  @Test
  void claudeCodeFindsTheServersOfAProject() throws Exception {
    Path project = Files.createDirectories(home.resolve("my project"));
    ClientConfig local = clients.claudeCode().localConfig(project);
    local.plan(edit -> edit.put("mine", HTTP)).write();
    clients.claudeCode().projectConfig(project).plan(edit -> edit.put("ours", STDIO)).write();
    assertThat(npm.runIn(project, home, "claude", "mcp", "get", "mine"))
        .contains("Scope: Local config", "Type: http", "Authorization: Bearer t0ken=");
    assertThat(npm.runIn(project, home, "claude", "mcp", "get", "ours"))
        .contains("Scope: Project config", "Type: stdio", "Command: /bin/false");
    assertThat(local.servers()).containsEntry("mine", HTTP);
  }

  private String claude(String name) throws Exception {
    return npm.run(home, "claude", "mcp", "get", name);
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Object json(String text, String member) {
    return new JsonFormat(false, false).read(text, List.of(member)).orElseThrow().tree();
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }
}

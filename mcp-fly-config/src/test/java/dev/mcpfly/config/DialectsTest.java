package dev.mcpfly.config;

import static dev.mcpfly.config.McpServerEntry.Transport.HTTP;
import static dev.mcpfly.config.McpServerEntry.Transport.OTHER;
import static dev.mcpfly.config.McpServerEntry.Transport.SSE;
import static dev.mcpfly.config.McpServerEntry.Transport.STDIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries as clients have spelled them over the years. */
class DialectsTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private Map<String, McpServerEntry> read(String id, String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return clients.byId(id).orElseThrow().at(path).servers();
  }

  private McpServerEntry entry(String id, String key, String json) throws IOException {
    return read(id, id + ".json", "{\"" + key + "\":{\"e\":" + json + "}}").get("e");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          zed | context_servers | {"source":"custom","command":{"path":"npx","args":["-y"],"env":{"K":"v"}}} | STDIO
          zed | context_servers | {"command":"npx","args":["-y"],"env":{"K":"v"}} | STDIO
          zed | context_servers | {"url":"https://x.invalid/mcp"} | HTTP
          zed | context_servers | {"enabled":true,"settings":{}} | OTHER
          cline | mcpServers | {"transport":{"type":"streamableHttp","url":"https://x.invalid/mcp"},"disabled":true} | HTTP
          cline | mcpServers | {"transport":{"type":"stdio","command":"npx","args":["-y"],"env":{"K":"v"}}} | STDIO
          cline | mcpServers | {"url":"https://x.invalid/mcp"} | SSE
          cline | mcpServers | {"url":"https://x.invalid/mcp","transportType":"http"} | HTTP
          vscode | servers | {"id":"i","name":"n","config":{"command":"npx","args":["-y"],"env":{"K":"v"}}} | STDIO
          vscode | servers | {"mcpServers":{"e":{"command":"npx","args":["-y"],"env":{"K":"v"}}}} | STDIO
          vscode | servers | {"type":"sse","url":"https://x.invalid/mcp"} | SSE
          opencode | mcp | {"type":"local","command":["npx","-y"],"environment":{"K":"v"}} | STDIO
          opencode | mcp | {"type":"remote","url":"https://x.invalid/mcp"} | HTTP
          gemini-cli | mcpServers | {"httpUrl":"https://x.invalid/mcp"} | HTTP
          qwen-code | mcpServers | {"url":"https://x.invalid/mcp","type":"http"} | SSE
          qwen-code | mcpServers | {"httpUrl":"https://x.invalid/mcp"} | HTTP
          windsurf | mcpServers | {"serverUrl":"https://x.invalid/mcp"} | HTTP
          windsurf | mcpServers | {"url":"https://x.invalid/mcp"} | HTTP
          claude-code | mcpServers | {"type":"streamable-http","url":"https://x.invalid/mcp"} | HTTP
          claude-code | mcpServers | {"type":"ws","url":"wss://x.invalid/mcp"} | OTHER
          cursor | mcpServers | {"command":7} | OTHER
          cursor | mcpServers | {"command":"x","args":[{}]} | OTHER
          cursor | mcpServers | 7 | OTHER
          """)
  void everySpellingIsRead(String id, String key, String json, McpServerEntry.Transport transport)
      throws IOException {
    McpServerEntry entry = entry(id, key, json);
    assertThat(entry.transport()).isEqualTo(transport);
    if (transport == STDIO) {
      assertThat(entry.command()).contains("npx");
      assertThat(entry.args()).containsExactly("-y");
      assertThat(entry.env()).containsEntry("K", ConfigValue.literal("v"));
    } else if (transport == HTTP || transport == SSE) {
      assertThat(entry.uri()).contains(ENDPOINT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          zed | context_servers | {"source":"custom","command":{"path":"o","args":["-y"],"env":{"K":"v"}},"note":1}
          cline | mcpServers | {"transport":{"type":"streamableHttp","url":"https://x.invalid/mcp"},"note":1}
          cline | mcpServers | {"transportType":"http","url":"https://x.invalid/mcp","note":1}
          vscode | servers | {"id":"i","name":"n","config":{"command":"o","env":{"K":"v"}},"note":1}
          vscode | servers | {"mcpServers":{"e":{"command":"o"}},"note":1}
          gemini-cli | mcpServers | {"httpUrl":"https://x.invalid/mcp","note":1}
          windsurf | mcpServers | {"url":"https://x.invalid/mcp","note":1}
          opencode | mcp | {"type":"remote","url":"https://x.invalid/mcp","note":1}
          """)
  void anOldSpellingBecomesTheCurrentOneWhenAnEntryIsPut(String id, String key, String json)
      throws IOException {
    Path file = home.resolve(id + ".json");
    McpClient client = clients.byId(id).orElseThrow();
    for (McpServerEntry entry :
        List.of(McpServerEntry.stdio("new", "a"), McpServerEntry.http(ENDPOINT))) {
      Files.writeString(file, "{\"" + key + "\":{\"e\":" + json + "}}");
      client.at(file).plan(edit -> edit.put("e", entry)).write();
      Map<String, Object> unknown = client.at(file).servers().get("e").unknown();
      assertThat(client.at(file).servers().get("e").command()).isEqualTo(entry.command());
      assertThat(client.at(file).servers().get("e").url()).isEqualTo(entry.url());
      assertThat(client.at(file).servers().get("e").env()).isEmpty();
      assertThat(unknown).containsEntry("note", 1L);
      unknown.keySet().forEach(name -> assertThat(name).isIn("note", "id", "name"));
      assertThat(Files.readString(file))
          .doesNotContain(
              "source", "transport", "config", "mcpServers\":{\"e\":{\"command\":\"o\"");
    }
  }

  @Test
  void keepsWhatItDoesNotUnderstand() throws IOException {
    assertThat(
            entry("zed", "context_servers", "{\"enabled\":true,\"settings\":{\"a\":1}}").unknown())
        .containsEntry("settings", Map.of("a", 1L));
    McpServerEntry known =
        entry("cursor", "mcpServers", "{\"command\":\"x\",\"fromGalleryId\":\"g\"}");
    assertThat(known.transport()).isEqualTo(STDIO);
    assertThat(known.unknown()).containsEntry("fromGalleryId", "g");
    assertThat(entry("cursor", "mcpServers", "{\"command\":\"x\",\"args\":[{}]}").transport())
        .isEqualTo(OTHER);
  }

  @Test
  void readsBothKeysOfAFile() throws IOException {
    String both =
        "{\"mcpServers\":{\"a\":{\"command\":\"1\"}},\"servers\":{\"b\":{\"command\":\"2\"}}}";
    assertThat(read("neovim", "hub/servers.json", both)).containsOnlyKeys("b");
    assertThat(read("vscode", "User/mcp.json", both)).containsOnlyKeys("b", "a");
    assertThat(
            read(
                "vscode",
                "User/settings.json",
                "{\"mcp\":{\"servers\":{\"c\":{\"command\":\"3\"}}}}"))
        .containsOnlyKeys("c");
  }

  @Test
  void mcphubIsWrittenWhereItReads() throws IOException {
    read("neovim", "hub/servers.json", "{\"mcpServers\":{},\"servers\":{}}");
    Path path = home.resolve("hub/servers.json");
    clients.neovim().at(path).plan(edit -> edit.put("n", McpServerEntry.stdio("x"))).write();
    assertThat(Files.readString(path))
        .isEqualTo("{\"mcpServers\":{},\"servers\":{\"n\":{\"command\":\"x\",\"args\":[]}}}");
  }

  @Test
  void continueReadsItsList() throws IOException {
    Map<String, McpServerEntry> servers =
        read(
            "continue",
            "config.yaml",
            """
            mcpServers:
              - name: my remote
                type: streamable-http
                url: https://x.invalid/mcp
                requestOptions:
                  timeout: 5
                  headers:
                    Authorization: Bearer ${{ secrets.TOKEN }}
              - name: local
                command: npx
            """);
    assertThat(servers).containsOnlyKeys("my remote", "local");
    assertThat(servers.get("my remote").headers())
        .containsEntry("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    assertThat(servers.get("my remote").unknown())
        .containsEntry("requestOptions", Map.of("timeout", 5L));
  }

  @Test
  void claudeCodeKeepsServersOfAProjectInTheUsersFile() throws IOException {
    Path project = Files.createDirectories(home.resolve("my.project"));
    ClientConfig local = clients.claudeCode().localConfig(project);
    local.plan(edit -> edit.put("e", McpServerEntry.stdio("x"))).write();
    assertThat(Files.readString(home.resolve(".claude.json"))).contains("\"" + project + "\": {");
    assertThat(local.servers()).containsOnlyKeys("e");
    assertThat(clients.claudeCode().userConfig().servers()).isEmpty();
    assertThatThrownBy(() -> clients.zed().localConfig(project))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void theSameNameInAProjectOfClaudeCodeIsAnotherServer() throws IOException {
    Path project = Files.createDirectories(home.resolve("p"));
    ClientConfig user = clients.claudeCode().userConfig();
    ClientConfig local = clients.claudeCode().localConfig(project);
    String before =
        "{\"projects\":{\""
            + project.toRealPath()
            + "\":{\"mcpServers\":{\"e\":{\"command\":\"p\"}},\"history\":[]}},"
            + "\"mcpServers\":{\"e\":{\"command\":\"u\"}}}";
    Files.writeString(user.path(), before);
    assertThat(user.servers().get("e").command()).contains("u");
    assertThat(local.servers().get("e").command()).contains("p");
    user.plan(edit -> edit.remove("e")).write();
    assertThat(Files.readString(user.path()))
        .isEqualTo(before.replace("\"e\":{\"command\":\"u\"}", ""));
    Files.writeString(user.path(), before);
    local.plan(edit -> edit.remove("e")).write();
    assertThat(Files.readString(user.path()))
        .isEqualTo(before.replace("\"e\":{\"command\":\"p\"}", ""));
  }

  @Test
  void resolvesALinkToAProject() throws IOException {
    Path project = Files.createDirectories(home.resolve("p"));
    Path link = Files.createSymbolicLink(home.resolve("link"), project);
    assertThat(clients.claudeCode().localConfig(link).keys())
        .containsExactly("projects", project.toRealPath().toString(), "mcpServers");
    assertThat(clients.claudeCode().localConfig(home.resolve("none")).keys())
        .containsExactly("projects", home.resolve("none").toString(), "mcpServers");
  }

  @Test
  void writesTimeoutsInTheClientsUnit() throws IOException {
    McpServerEntry entry = McpServerEntry.stdio("x").timeout(Duration.ofMillis(1500));
    clients.zed().userConfig().plan(edit -> edit.put("e", entry)).write();
    clients.geminiCli().userConfig().plan(edit -> edit.put("e", entry)).write();
    assertThat(Files.readString(clients.zed().userConfig().path())).contains("\"timeout\": 1.5");
    assertThat(Files.readString(clients.geminiCli().userConfig().path()))
        .contains("\"timeout\": 1500");
    assertThat(clients.geminiCli().userConfig().servers()).containsEntry("e", entry);
  }

  @Test
  void movesAnEntryFromAnOldLocationToTheCurrentOne() throws IOException {
    read(
        "vscode", "User/mcp.json", "{\"mcpServers\":{\"a\":{\"command\":\"old\"}},\"servers\":{}}");
    ClientConfig vscode = clients.vscode().at(home.resolve("User/mcp.json"));
    vscode.plan(edit -> edit.put("a", McpServerEntry.stdio("x"))).write();
    assertThat(vscode.servers().get("a").command()).contains("x");
    vscode.plan(edit -> edit.remove("a")).write();
    assertThat(Files.readString(vscode.path())).isEqualTo("{\"mcpServers\":{},\"servers\":{}}");
  }

  @Test
  void aProjectFileOfVsCodeIsWrittenWhereMcphubReadsIt() throws IOException {
    Path project = Files.createDirectories(home.resolve("project/.vscode")).getParent();
    Path file = project.resolve(".vscode/mcp.json");
    Files.writeString(file, "{\"mcpServers\":{}}");
    ClientConfig hub = clients.neovim().projectConfig(project);
    assertThat(hub.path()).isEqualTo(file);
    hub.plan(edit -> edit.put("n", McpServerEntry.stdio("x"))).write();
    assertThat(Files.readString(file)).startsWith("{\"mcpServers\":{\"n\"");
  }

  @Test
  void entriesHideTheirSecrets() {
    McpServerEntry entry =
        McpServerEntry.stdio("x", "--api-key", "hush", "--token=hush", "Authorization: hush")
            .env("A", "hush");
    assertThat(entry.toString()).doesNotContain("hush").contains("A=****");
    assertThat(McpServerEntry.http(URI.create("https://u:hush@x.invalid/?key=hush")).toString())
        .doesNotContain("hush");
  }
}

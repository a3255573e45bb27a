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
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries as clients have spelled them over the years, and secrets by reference. */
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

  @Test
  void whatIsNotUnderstoodIsKept() throws IOException {
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
  void bothKeysOfAFileAreRead() throws IOException {
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
  void codexNamesVariablesInMembersOfTheirOwn() throws IOException {
    ClientConfig codex = clients.codex().userConfig();
    McpServerEntry remote =
        McpServerEntry.http(ENDPOINT)
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "))
            .header("X-Key", ConfigValue.fromEnvironment("KEY"))
            .header("X-Plain", "plain");
    McpServerEntry local = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    codex.plan(edit -> edit.put("remote", remote).put("local", local)).write();
    assertThat(Files.readString(codex.path()))
        .contains("bearer_token_env_var = \"TOKEN\"")
        .contains("env_http_headers = { X-Key = \"KEY\" }")
        .contains("http_headers = { X-Plain = \"plain\" }")
        .contains("env_vars = [\"A\"]");
    assertThat(codex.servers()).containsEntry("remote", remote).containsEntry("local", local);
    assertThatThrownBy(
            () ->
                codex.plan(
                    edit ->
                        edit.put(
                            "x",
                            McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("B")))))
        .isInstanceOf(EntryRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, ${env:TOKEN}",
    "vscode, ${env:TOKEN}",
    "windsurf, ${env:TOKEN}",
    "neovim, ${env:TOKEN}",
    "cline, ${env:TOKEN}",
    "roo-code, ${env:TOKEN}",
    "claude-code, ${TOKEN}",
    "gemini-cli, ${TOKEN}",
    "qwen-code, ${TOKEN}",
    "kiro, ${TOKEN}",
    "crush, ${TOKEN}",
    "opencode, {env:TOKEN}",
    "kilo-code, {env:TOKEN}",
  })
  void referencesAreWrittenInTheClientsWay(String id, String expected) throws IOException {
    ClientConfig config = clients.byId(id).orElseThrow().userConfig();
    McpServerEntry entry =
        McpServerEntry.http(ENDPOINT)
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    config.plan(edit -> edit.put("e", entry)).write();
    assertThat(Files.readString(config.path())).contains("\"Bearer " + expected + "\"");
    assertThat(config.servers().get("e").headers()).isEqualTo(entry.headers());
    String literal = "a" + expected;
    assertThat(config.refusal("e", McpServerEntry.http(ENDPOINT).header("X", literal)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("fromEnvironment"));
  }

  @ParameterizedTest
  @CsvSource({"zed", "claude-desktop", "copilot-cli", "amazon-q", "lmstudio"})
  void clientsWithoutReferencesRefuseThem(String id) {
    McpServerEntry entry = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    assertThat(clients.byId(id).orElseThrow().refusal("e", entry)).isPresent();
    assertThat(
            clients.byId(id).orElseThrow().refusal("e", McpServerEntry.stdio("x").env("A", "${B}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-cli, $HOME",
    "crush, $(id)",
    "crush, `id`",
    "neovim, ${cmd: id}",
    "goose, ${A}"
  })
  void secretsThatTheClientWouldRewriteAreRefused(String id, String secret) {
    McpServerEntry entry = McpServerEntry.stdio("x").env("A", secret);
    assertThat(clients.byId(id).orElseThrow().refusal("e", entry))
        .hasValueSatisfying(reason -> assertThat(reason).doesNotContain(secret));
  }

  @Test
  void vscodeAsksForASecretOnce() throws IOException {
    ClientConfig vscode = clients.vscode().userConfig();
    McpServerEntry entry =
        McpServerEntry.stdio("npx")
            .env("T", ConfigValue.fromPrompt("slack-token", "Slack bot token"));
    vscode.plan(edit -> edit.put("a", entry)).write();
    vscode.plan(edit -> edit.put("b", entry)).write();
    assertThat(Files.readString(vscode.path()))
        .isEqualTo(
            """
            {
              "inputs": [
                {
                  "id": "slack-token",
                  "type": "promptString",
                  "description": "Slack bot token",
                  "password": true
                }
              ],
              "servers": {
                "a": {
                  "type": "stdio",
                  "command": "npx",
                  "args": [],
                  "env": {
                    "T": "${input:slack-token}"
                  }
                },
                "b": {
                  "type": "stdio",
                  "command": "npx",
                  "args": [],
                  "env": {
                    "T": "${input:slack-token}"
                  }
                }
              }
            }
            """);
    assertThat(vscode.servers()).containsEntry("a", entry);
    assertThat(clients.cursor().refusal("a", entry)).isPresent();
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
  void timeoutsAreCountedInTheClientsUnit() throws IOException {
    McpServerEntry entry = McpServerEntry.stdio("x").timeout(Duration.ofMillis(1500));
    clients.zed().userConfig().plan(edit -> edit.put("e", entry)).write();
    clients.geminiCli().userConfig().plan(edit -> edit.put("e", entry)).write();
    assertThat(Files.readString(clients.zed().userConfig().path())).contains("\"timeout\": 1.5");
    assertThat(Files.readString(clients.geminiCli().userConfig().path()))
        .contains("\"timeout\": 1500");
    assertThat(clients.geminiCli().userConfig().servers()).containsEntry("e", entry);
  }

  @Test
  void anEntryIsCopiedIntoAnotherClientsSpelling() throws IOException {
    ClientConfig cursor = clients.cursor().userConfig();
    ClientConfig codex = clients.codex().userConfig();
    McpServerEntry entry =
        McpServerEntry.http(ENDPOINT)
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    cursor.plan(edit -> edit.put("e", entry)).write();
    McpClients.copy(cursor, codex, "e").write();
    assertThat(Files.readString(codex.path()))
        .isEqualTo(
            "[mcp_servers.e]\nurl = \"https://x.invalid/mcp\"\nbearer_token_env_var = \"TOKEN\"\n");
    assertThatThrownBy(() -> McpClients.copy(cursor, codex, "none"))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> McpClients.copy(cursor, clients.zed().userConfig(), "e"))
        .isInstanceOf(EntryRefusedException.class);
  }

  @Test
  void entriesArePastedAndCopiedAsText() {
    Map<String, McpServerEntry> servers =
        McpServersJson.read(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": [\"y\"]}, /* b */"
                + " \"b\": {\"url\": \"https://x.invalid/mcp\"}}}");
    assertThat(servers)
        .containsEntry("a", McpServerEntry.stdio("x", "y"))
        .containsEntry("b", McpServerEntry.http(ENDPOINT));
    assertThat(McpServersJson.read(McpServersJson.write(servers))).isEqualTo(servers);
    assertThat(McpServersJson.read("{\"a\": {\"command\": \"x\"}}")).containsOnlyKeys("a");
    assertThatThrownBy(() -> McpServersJson.read("{\"a\":\n oops}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2, column 2");
    McpServerEntry secret = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    assertThatThrownBy(() -> McpServersJson.write(Map.of("a", secret)))
        .isInstanceOf(EntryRefusedException.class);
  }

  @Test
  void aNameInAnOldPlaceIsPutWhereTheClientLooksNow() throws IOException {
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
  void anyFileWithAnyKeyCanBeEdited() throws IOException {
    Path path = home.resolve("tool.yaml");
    Files.writeString(path, "a: 1 # one\n");
    ClientConfig file = McpClients.file(path, "tool", "servers");
    file.plan(edit -> edit.put("e", McpServerEntry.stdio("x", "y"))).write();
    assertThat(Files.readString(path)).startsWith("a: 1 # one\ntool:\n");
    assertThat(file.servers()).containsEntry("e", McpServerEntry.stdio("x", "y"));
    ClientConfig plain = McpClients.file(home.resolve("plain.json"));
    plain.plan(edit -> edit.put("e", McpServerEntry.stdio("x"))).write();
    assertThat(Files.readString(plain.path()))
        .isEqualTo(
            """
            {
              "mcpServers": {
                "e": {
                  "command": "x",
                  "args": []
                }
              }
            }
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flyctl mcp proxy --url https://app.fly.dev/mcp --bearer-token t            | FLYCTL_PROXY  | app | BEARER
          /usr/bin/flyctl mcp proxy --url=https://app.fly.dev/ --user u --password p | FLYCTL_PROXY  | app | BASIC
          C:\\bin\\fly.exe mcp proxy --url=http://app.flycast/                       | FLYCTL_PROXY  | app | NONE
          java -jar /x/mcp-fly-relay.jar proxy --url https://app.fly.dev/mcp         | MCP_FLY_PROXY | app | NONE
          npx -y mcp-remote@latest https://mcp.example.com/sse --header Authorization:x | MCP_REMOTE | -   | OTHER
          npx -y server-slack                                                        | -             | -   | -
          flyctl mcp proxy                                                           | -             | -   | -
          """)
  void remoteServersBehindCommandsAreRecognised(
      String command, String via, String app, String auth) {
    String[] words = command.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], java.util.Arrays.copyOfRange(words, 1, words.length));
    if (via.equals("-")) {
      assertThat(entry.remoteTarget()).isEmpty();
      return;
    }
    RemoteTarget target = entry.remoteTarget().orElseThrow();
    assertThat(target.via()).hasToString(via);
    assertThat(target.appName().orElse("-")).isEqualTo(app);
    assertThat(target.auth()).hasToString(auth);
  }

  @Test
  void ourProxyShowsItsKindOfAuthentication() {
    McpServerEntry proxy =
        McpServerEntry.stdio(
            "java", "-jar", "mcp-fly-relay.jar", "proxy", "--url", "https://a.fly.dev/");
    assertThat(proxy.env("MCP_FLY_BEARER_TOKEN", "t").remoteTarget().orElseThrow().auth())
        .isEqualTo(RemoteTarget.Auth.BEARER);
    assertThat(proxy.env("MCP_FLY_USER", "u").remoteTarget().orElseThrow().auth())
        .isEqualTo(RemoteTarget.Auth.BASIC);
    assertThat(McpServerEntry.http(ENDPOINT).header("authorization", "bearer t").remoteTarget())
        .contains(
            new RemoteTarget(
                RemoteTarget.Via.CLIENT,
                ENDPOINT,
                java.util.Optional.empty(),
                RemoteTarget.Auth.BEARER));
  }

  @Test
  void namesOutsideTheClientsRulesAreRefused() {
    McpServerEntry entry = McpServerEntry.stdio("x");
    assertThat(clients.claudeCode().refusal("my server", entry)).isPresent();
    assertThat(clients.claudeCode().refusal("workspace", entry)).isPresent();
    assertThat(clients.codex().refusal("a.b/c", entry)).isEmpty();
    assertThat(clients.goose().refusal("Slack", entry)).isPresent();
    assertThat(clients.goose().refusal("slack", entry.env("PATH", "x"))).isPresent();
    assertThat(clients.zed().refusal("anything goes", entry)).isEmpty();
  }

  @Test
  void textThatNoFileCanHoldIsRefused() {
    for (McpClient client : clients.all()) {
      assertThat(client.refusal("e", McpServerEntry.stdio("x", "\ud83d"))).isPresent();
      assertThat(client.refusal("e", McpServerEntry.stdio("x", "\ud83d\ude00"))).isEmpty();
    }
  }

  @Test
  void headersThatCannotBeSentAreRefused() {
    McpServerEntry entry = McpServerEntry.http(ENDPOINT);
    assertThat(clients.cursor().refusal("e", entry.header("A B", "x"))).isPresent();
    assertThat(clients.cursor().refusal("e", entry.header("A", "x\r\nB: y"))).isPresent();
    assertThat(clients.cursor().refusal("e", McpServerEntry.stdio("x").header("A", "b")))
        .isPresent();
    assertThat(clients.cursor().refusal("e", entry.env("A", "b"))).isPresent();
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

package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets by reference, in each client's way, and literals that a client would rewrite. */
class SecretReferencesTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @Test
  void codexNamesVariablesInSeparateMembers() throws IOException {
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
        .isInstanceOf(ConfigException.EntryRefused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, ${env:TOKEN}",
    "vscode, ${env:TOKEN}",
    "windsurf, ${env:TOKEN}",
    "neovim, ${env:TOKEN}",
    "copilot-cli, ${TOKEN}",
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
  @CsvSource({"zed", "claude-desktop", "amazon-q", "lmstudio"})
  void rejectsReferencesForClientsWithoutThem(String id) {
    McpServerEntry entry = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    assertThat(clients.byId(id).orElseThrow().refusal("e", entry)).isPresent();
    assertThat(
            clients.byId(id).orElseThrow().refusal("e", McpServerEntry.stdio("x").env("A", "${B}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-cli, $HOME",
    "copilot-cli, $HOME",
    "copilot-cli, ${HOME}",
    "copilot-cli, ${HOME:-x}",
    "cline, ${env:HOME}",
    "neovim, $HOME",
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
  void noReferenceWorksInBothOfClinesPrograms() {
    McpServerEntry entry = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    assertThat(clients.cline().refusal("e", entry)).isPresent();
    assertThat(clients.cline().capabilities().environmentReferences()).isFalse();
  }

  @Test
  void mcpHubUsesItsOwnVariableInPlaceOfAnEmptyOne() {
    assertThat(clients.neovim().refusal("e", McpServerEntry.stdio("x").env("A", "")))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("reads a variable of its own environment where a value is empty"));
    assertThat(clients.cursor().refusal("e", McpServerEntry.stdio("x").env("A", ""))).isEmpty();
    assertThat(clients.neovim().refusal("e", McpServerEntry.stdio("x", "a$b"))).isEmpty();
    assertThat(clients.neovim().refusal("e", McpServerEntry.stdio("x", "$b"))).isPresent();
  }

  @Test
  void geminiReplacesPercentSignsOnWindowsOnly() {
    McpServerEntry entry = McpServerEntry.stdio("x").env("A", "a%PATH%b");
    McpClientCatalog windows =
        McpClients.in(HostEnvironment.of(OperatingSystem.WINDOWS, home, Map.of()));
    assertThat(clients.geminiCli().refusal("e", entry)).isEmpty();
    assertThat(windows.geminiCli().refusal("e", entry)).isPresent();
    assertThat(windows.geminiCli().refusal("e", McpServerEntry.stdio("x").env("A", "100%")))
        .isEmpty();
    assertThat(windows.cursor().refusal("e", entry)).isEmpty();
    McpServerEntry remote = McpServerEntry.http(URI.create("https://mcp.invalid/"));
    McpServerEntry header = remote.header("X-Key", "50%25%2F");
    assertThat(clients.geminiCli().refusal("e", header)).isEmpty();
    assertThat(windows.geminiCli().refusal("e", header)).isPresent();
    ConfigValue prefixed = ConfigValue.fromEnvironment("TOKEN").after("%PATH%");
    assertThat(windows.geminiCli().refusal("e", remote.header("X-Key", prefixed))).isPresent();
    for (String kept : List.of("100% of 50%", "%%", "%a-b%", "50%")) {
      assertThat(windows.geminiCli().refusal("e", remote.header("X-Key", kept))).isEmpty();
      assertThat(windows.geminiCli().refusal("e", McpServerEntry.stdio("x").env("A", kept)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"claude-code", "copilot-cli"})
  void referenceMayHaveADefault(String id) throws IOException {
    ClientConfig config = clients.byId(id).orElseThrow().userConfig();
    ConfigValue value = ConfigValue.fromEnvironment("TOK").orElse("d").after("Bearer ");
    McpServerEntry entry = McpServerEntry.http(ENDPOINT).header("Authorization", value);
    config.plan(edit -> edit.put("e", entry)).write();
    assertThat(Files.readString(config.path())).contains("\"Bearer ${TOK:-d}\"");
    ConfigValue read = config.servers().get("e").headers().get("Authorization");
    assertThat(read).isEqualTo(value);
    assertThat(read.literalValue()).isEmpty();
    assertThat(read.reference()).contains("TOK");
    assertThat(read.alternative()).contains("d");
    assertThat(read.toString()).doesNotContain("d)");
    assertThat(clients.cursor().refusal("e", entry))
        .hasValueSatisfying(reason -> assertThat(reason).contains("orElse"));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mcp.json         | {"servers":{}}
          mcp.json         | {"servers":{"b":{"command":"b"}}}
          mcp.json         | {"inputs":[{"id":"other"}],"servers":{"b":{"command":"b"}}}
          mcp.json         | {"inputs":[{"id":"t"}],"servers":{}}
          mcp.json         | {}
          settings.json    | {"editor.tabSize":2,"mcp":{"servers":{"b":{"command":"b"}}}}
          x.code-workspace | {"folders":[],"settings":{}}
          """)
  void aQuestionGoesWithTheEntryThatAskedIt(String name, String before) throws IOException {
    Path file = Files.writeString(home.resolve(name), before);
    ClientConfig vscode = clients.vscode().at(file);
    McpServerEntry entry = McpServerEntry.stdio("x").env("T", ConfigValue.fromPrompt("t", "Token"));
    vscode.plan(edit -> edit.put("a", entry)).write();
    assertThat(vscode.servers()).containsEntry("a", entry);
    vscode.plan(edit -> edit.remove("a")).write();
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void writesAPromptWhereTheClientLooksForIt() throws IOException {
    McpServerEntry entry = McpServerEntry.stdio("x").env("T", ConfigValue.fromPrompt("t", "Token"));
    Path settings = home.resolve("settings.json");
    Path workspace = home.resolve("x.code-workspace");
    clients.vscode().at(settings).plan(edit -> edit.put("a", entry)).write();
    clients.vscode().at(workspace).plan(edit -> edit.put("a", entry)).write();
    assertThat(Files.readString(settings))
        .startsWith("{\n  \"mcp\": {\n    \"inputs\": [")
        .contains("    \"servers\": {");
    assertThat(Files.readString(workspace))
        .startsWith("{\n  \"settings\": {\n    \"mcp\": {\n      \"inputs\": [");
  }
}

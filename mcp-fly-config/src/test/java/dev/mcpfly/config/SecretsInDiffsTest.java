package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No diff, no {@code toString} and no message shows a secret, wherever an entry holds it. */
class SecretsInDiffsTest {
  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --api-key hush",
        "x --api-key=hush",
        "x --key hush",
        "x --token hush",
        "x --password=hush",
        "docker run -e PIN=hush image",
        "docker run --env SLACK_TOKEN=hush image",
        "docker run --env=PLAIN=hush image",
        "TOKEN=hush x",
        "npx mcp-remote https://h.invalid/ --header X-Custom:hush",
        "npx mcp-remote https://h.invalid/ -H Authorization:hush",
        "npx mcp-remote https://h.invalid/ --header=X-Custom:hush",
        "flyctl mcp proxy --url https://a.fly.dev --bearer-token hush",
        "flyctl mcp proxy --url https://a.fly.dev -u me -p hush",
        "x postgres://me:hush@db/x",
        "x --db=postgres://me:hush@db/x",
        "x https://h.invalid/?a=1&key=hush",
        "x https://h.invalid/#token=hush",
        "x https://h.invalid/s/A1b2C3d4E5f6G7h8I9j0hush/mcp",
        "x sk-abcdefghijklhush",
        "x ghp_abcdefghijklmnophush",
        "x xoxb-1234567-hush",
        "x eyJhbGciOiJIUzI1.hush.hush",
        "x fm2_lJPECAAAhush",
      })
  void argumentsHideTheirSecrets(String line) throws IOException {
    String[] words = line.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(entry.toString()).doesNotContain("hush");
    ClientConfig config = clients.zed().at(home.resolve("zed.json"));
    assertThat(config.plan(edit -> edit.put("e", entry)).diff())
        .contains("\"e\"")
        .contains("****")
        .doesNotContain("hush");
    // In one text, as some people write it, it is hidden all the same.
    McpServerEntry shell = McpServerEntry.stdio("sh", "-c", String.join(" ", words));
    assertThat(shell.toString()).doesNotContain("hush");
    config.plan(edit -> edit.put("e", shell)).write();
    assertThat(config.plan(edit -> edit.remove("e")).diff()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "2f1c9a44-1111-4222-8333-0123456789ab",
        "Zm9vYmFyMTIzNDU2Nzg5QUJDREVG",
      })
  void wordsThatNobodyWouldThinkUpAreHidden(String word) {
    assertThat(McpServerEntry.stdio("x", word, "--a=" + word)).hasToString("STDIO x **** --a=****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx -y @modelcontextprotocol/server-filesystem /Users/Mike2/Documents/Projects2024/x",
        "uvx mcp-server-git --repository C:\\Users\\me\\repo1234567890",
        "java -jar /opt/mcp-fly-relay.jar proxy --url https://my-app-12.fly.dev/mcp --port 8080",
        "docker run -i --rm -e SLACK_BOT_TOKEN -p 80:80 mcp/slack:latest",
        "npx mcp-remote https://h.invalid/ --header Authorization:${MCP_REMOTE_AUTHORIZATION}",
      })
  void plainArgumentsAreShown(String line) {
    String[] words = line.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(entry).hasToString("STDIO " + line);
  }

  @Test
  void urlsHeadersAndVariablesHideTheirSecrets() throws IOException {
    McpServerEntry remote =
        McpServerEntry.http(URI.create("https://h.invalid/mcp?api_key=hush&profile=hush"))
            .header("X-Plain", "hush");
    McpServerEntry local = McpServerEntry.stdio("x").env("PLAIN", "hush");
    for (McpClient client : clients.all()) {
      ClientConfig config =
          client.id().equals("visual-studio")
              ? client.at(home.resolve("vs.json"))
              : client.userConfig();
      assertThat(config.plan(edit -> edit.put("e", local)).diff())
          .contains("PLAIN")
          .doesNotContain("hush");
      if (client.capabilities().http()) {
        assertThat(config.plan(edit -> edit.put("e", remote)).diff())
            .contains("X-Plain")
            .doesNotContain("hush");
      }
    }
  }

  @Test
  void secretsInTheLinesAroundAreHiddenToo() throws IOException {
    Path file = home.resolve("settings.json");
    Files.writeString(
        file,
        """
        {
          // "token": "hush"
          "openai_api_key": "hush",
          "note": "Bearer hush", // sk-abcdefghijklmhush
          "context_servers": {
            "old": {"command": "x --token hush", "env": {"A": "hush"}, "oauth": {"id": "hush"}}
          },
          "agent": { "password": "hush", "limit": 7 }
        }
        """);
    assertThat(clients.zed().at(file).plan(edit -> edit.put("e", McpServerEntry.stdio("y"))).diff())
        .contains("\"limit\": 7", "\"old\"", "\"command\": \"y\"")
        .doesNotContain("hush");
  }

  @Test
  void namesOfVariablesAreNoSecrets() {
    McpServerEntry entry =
        McpServerEntry.http(URI.create("https://x.invalid/mcp"))
            .header("Authorization", ConfigValue.fromEnvironment("MY_TOKEN").after("Bearer "));
    assertThat(clients.codex().userConfig().plan(edit -> edit.put("e", entry)).diff())
        .contains("bearer_token_env_var = \"MY_TOKEN\"");
  }
}

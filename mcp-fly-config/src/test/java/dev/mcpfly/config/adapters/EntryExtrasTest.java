package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Approved tools and sign-ins in entries, for the clients that have them. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class EntryExtrasTest {
  private static final McpServerEntry STDIO = McpServerEntry.stdio("npx", "-y", "pkg");
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"));

  private static ClientConfig config(McpClient client) throws IOException {
    for (OperatingSystem system : OperatingSystem.values()) {
      try {
        return McpClients.in(HostEnvironment.of(system, Homes.empty(system), Map.of()))
            .byId(client.id())
            .orElseThrow()
            .unverified()
            .userConfig();
      } catch (ConfigException e) {
        // It has no file on this system.
      }
    }
    throw new AssertionError(client + " has no file");
  }

  private static ClientConfig config(String id) throws IOException {
    return config(McpClients.byId(id).orElseThrow());
  }

  private static Stream<DynamicTest> each(Check check) {
    return ClientTable.clients().stream()
        .map(client -> DynamicTest.dynamicTest(client.id(), () -> check.of(config(client))));
  }

  private interface Check {
    void of(ClientConfig config) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> approvedToolsAreWrittenOrRefused() {
    return each(
        config -> {
          McpServerEntry entry = STDIO.autoApprove("read", "list_all");
          if (!config.client().capabilities().autoApproval()) {
            assertThat(config.refusal("a", entry).orElseThrow()).contains("approve");
            return;
          }
          config.plan(edit -> edit.put("a", entry)).write();
          assertThat(config.servers().get("a").autoApproved()).containsExactly("read", "list_all");
          config.plan(edit -> edit.put("a", STDIO)).write(); // an entry that does not say leaves it
          assertThat(config.servers().get("a").autoApproved()).hasSize(2);
          config.plan(edit -> edit.put("a", STDIO.autoApprove("read"))).write();
          assertThat(config.servers().get("a").autoApproved()).containsExactly("read");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "neovim, autoApprove",
    "cline, autoApprove",
    "roo-code, alwaysAllow",
    "kiro, autoApprove"
  })
  void approvedToolsStandWhereTheClientLooks(String id, String member) throws IOException {
    ClientConfig config = config(id);
    config.plan(edit -> edit.put("a", STDIO.autoApprove("read"))).write();
    assertThat(Files.readString(config.path())).contains("\"" + member + "\": [\"read\"]");
  }

  @TestFactory
  Stream<DynamicTest> aSignInIsWrittenOrRefused() {
    return each(
        config -> {
          McpServerEntry entry = HTTP.signIn();
          if (!config.client().signsIn()) {
            assertThat(config.refusal("a", entry)).isPresent();
            return;
          }
          assertThat(config.refusal("a", STDIO.signIn()).orElseThrow()).contains("remote servers");
          assertThat(config.refusal("a", entry.header("authorization", "x")).orElseThrow())
              .contains("Authorization");
          config.plan(edit -> edit.put("a", entry)).write();
          McpServerEntry present = config.servers().get("a");
          assertThat(present.url()).isEqualTo(HTTP.url());
          assertThat(present.headers()).isEmpty();
          assertThat(config.plan(edit -> edit.put("a", entry)).changesAnything()).isFalse();
        });
  }

  @TestFactory
  Stream<DynamicTest> everyPartOfASignInIsWrittenOrRefused() {
    List<McpServerEntry.SignIn> all =
        List.of(
            McpServerEntry.SignIn.client("my-id"),
            McpServerEntry.SignIn.client("my-id").secret("s3cret"),
            McpServerEntry.SignIn.client("my-id").scopes("read", "write"),
            McpServerEntry.SignIn.client("my-id").callbackPort(4711));
    return each(
        config -> {
          for (McpServerEntry.SignIn signIn : all) {
            McpServerEntry entry = HTTP.signIn(signIn);
            if (config.refusal("a", entry).isPresent()) {
              continue;
            }
            assertThat(config.plan(edit -> edit.put("a", entry, ConfigEdit.PutMode.REPLACE)).diff())
                .doesNotContain("s3cret");
            config.plan(edit -> edit.put("a", entry, ConfigEdit.PutMode.REPLACE)).write();
            assertThat(config.servers().get("a").oauth()).contains(signIn);
            assertThat(config.servers().get("a").toString()).doesNotContain("s3cret");
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cursor       | "CLIENT_ID": "my-id"
          zed          | "client_id": "my-id"
          claude-code  | "clientId": "my-id"
          gemini-cli   | "clientId": "my-id"
          opencode     | "clientId": "my-id"
          copilot-cli  | "oauthClientId": "my-id"
          mistral-vibe | auth = { type = "oauth", scopes = [], client_id = "my-id" }
          librechat    | client_id: my-id
          """)
  void aClientIdStandsWhereTheClientLooks(String id, String expected) throws IOException {
    ClientConfig config = config(id);
    config.plan(edit -> edit.put("a", HTTP.signIn(McpServerEntry.SignIn.client("my-id")))).write();
    assertThat(Files.readString(config.path())).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openclaw     | "auth": "oauth"
          mistral-vibe | auth = { type = "oauth", scopes = [] }
          """)
  void writesTheSignInForClientsThatNeedIt(String id, String expected) throws IOException {
    ClientConfig config = config(id);
    config.plan(edit -> edit.put("a", HTTP.signIn())).write();
    assertThat(Files.readString(config.path())).contains(expected);
    assertThat(config.servers().get("a").oauth()).contains(McpServerEntry.SignIn.discovered());
    // A header in its place: both together keep Vibe from starting.
    config.plan(edit -> edit.put("a", HTTP.header("Authorization", "Bearer t"))).write();
    assertThat(Files.readString(config.path())).doesNotContain("auth =", "\"auth\"");
    config.plan(edit -> edit.put("a", HTTP.signIn())).write();
    assertThat(Files.readString(config.path())).contains(expected).doesNotContain("Bearer t");
  }

  @Test
  void keepsTheUsersScopesForVibe() throws IOException {
    ClientConfig config = config("mistral-vibe");
    Path file = Files.createDirectories(config.path().getParent()).resolve("config.toml");
    String text =
        "[[mcp_servers]]\n"
            + "name = \"a\"\n"
            + "transport = \"streamable-http\"\n"
            + "url = \"https://x.invalid/mcp\"\n"
            + "[mcp_servers.auth]\n"
            + "type = \"oauth\"\n"
            + "scopes = [\"r\"]\n";
    Files.writeString(file, text);
    assertThat(config.servers().get("a").oauth().orElseThrow().scopes()).containsExactly("r");
    config.plan(edit -> edit.put("a", HTTP.signIn())).write();
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          codex        | bearer_token_env_var = "TOKEN"
          kimi-code    | "bearerTokenEnvVar": "TOKEN"
          mistral-vibe | api_key_env = "TOKEN"
          fx           | "bearer_token_env": "TOKEN"
          """)
  void aTokenIsNamedByItsVariable(String id, String expected) throws IOException {
    ClientConfig config = config(id);
    McpServerEntry entry =
        HTTP.header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    config.plan(edit -> edit.put("a", entry)).write();
    assertThat(Files.readString(config.path())).contains(expected);
    assertThat(config.servers()).containsEntry("a", entry);
    assertThat(config.plan(edit -> edit.remove("a").put("b", entry)).diff()).contains("TOKEN");
  }

  @Test
  void fxAcceptsNoTokenInItsFile() throws IOException {
    assertThat(config("fx").refusal("a", HTTP.header("Authorization", "Bearer t")).orElseThrow())
        .contains("environment variable");
  }

  @Test
  void commandsThatStartASignInAreKnown() {
    assertThat(McpClients.codex().signInCommand("slack")).contains("codex mcp login slack");
    assertThat(McpClients.zed().signInCommand("slack")).isEmpty();
    assertThat(McpClients.claudeDesktop().signsIn()).isFalse();
  }

  @Test
  void anInvalidSignInIsRefused() {
    assertThatThrownBy(() -> McpServerEntry.SignIn.client(" "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> McpServerEntry.SignIn.discovered().secret("s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client id");
    assertThatThrownBy(() -> McpServerEntry.SignIn.discovered().scopes("a b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> McpServerEntry.SignIn.discovered().callbackPort(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}

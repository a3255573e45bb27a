package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that install an entry, in the spelling of each client. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class InstallLinksTest {
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"));
  private static final McpServerEntry STDIO = McpServerEntry.stdio("npx", "-y", "a b+c");

  private static McpClient client(String id) {
    return McpClients.byId(id).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vscode          | vscode:mcp/install?%7B%22name%22%3A%22my%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fx.invalid%2Fmcp%22%7D
          vscode-insiders | vscode-insiders:mcp/install?%7B%22name%22%3A%22my%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fx.invalid%2Fmcp%22%7D
          visual-studio   | https://vs-open.link/mcp-install?%7B%22name%22%3A%22my%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fx.invalid%2Fmcp%22%7D
          cursor          | cursor://anysphere.cursor-deeplink/mcp/install?name=my&config=eyJ1cmwiOiJodHRwczovL3guaW52YWxpZC9tY3AifQ%3D%3D
          lmstudio        | lmstudio://add_mcp?name=my&config=eyJ1cmwiOiJodHRwczovL3guaW52YWxpZC9tY3AifQ%3D%3D
          kiro            | https://kiro.dev/launch/mcp/add?name=my&config=%7B%22url%22%3A%22https%3A%2F%2Fx.invalid%2Fmcp%22%7D
          trae            | trae://trae.ai-ide/mcp-import?type=http&name=my&config=eyJ1cmwiOiJodHRwczovL3guaW52YWxpZC9tY3AifQ%3D%3D
          goose           | goose://extension?url=https%3A%2F%2Fx.invalid%2Fmcp&type=streamable_http&timeout=300&id=my&name=my&description=my
          """)
  void aRemoteServer(String id, String expected) {
    assertThat(client(id).installLink("my", HTTP)).hasToString(expected);
    assertThat(client(id).hasInstallLinks()).isTrue();
  }

  @Test
  void qoderWantsTheJsonEncodedTwice() {
    String link = McpClients.qoder().installLink("my", HTTP).toString();
    String config = URLDecoder.decode(link.replaceAll(".*config=", ""), StandardCharsets.UTF_8);
    String encoded = new String(Base64.getDecoder().decode(config), StandardCharsets.UTF_8);
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"http\",\"url\":\"https://x.invalid/mcp\"}");
  }

  @Test
  void aCommandWithItsArguments() {
    assertThat(McpClients.goose().installLink("my", STDIO))
        .hasToString(
            "goose://extension?cmd=npx&arg=-y&arg=a%20b%2Bc&timeout=300&id=my&name=my&description=my");
    assertThat(
            URLDecoder.decode(
                "" + McpClients.kiro().installLink("my", STDIO), StandardCharsets.UTF_8))
        .endsWith("{\"command\":\"npx\",\"args\":[\"-y\",\"a b+c\"]}");
  }

  @Test
  void linkContainsThePromptsOfTheClient() {
    McpServerEntry entry = STDIO.env("TOKEN", ConfigValue.fromPrompt("token", "The token"));
    String json =
        URLDecoder.decode(
            "" + McpClients.vscode().installLink("my", entry), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"env\":{\"TOKEN\":\"${input:token}\"}")
        .endsWith(
            "\"inputs\":[{\"type\":\"promptString\",\"id\":\"token\",\"description\":\"The"
                + " token\",\"password\":true}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vscode", "cursor", "lmstudio", "kiro", "trae", "qoder"})
  void putsSecretsIntoALinkOnlyOnRequest(String id) {
    McpClient client = client(id);
    List<McpServerEntry> entries =
        List.of(
            HTTP.header("Authorization", "Bearer s3cret"),
            STDIO.env("TOKEN", "s3cret"),
            McpServerEntry.stdio("npx", "--token", "s3cret"),
            McpServerEntry.http(URI.create("https://me:s3cret@x.invalid/mcp")),
            McpServerEntry.http(URI.create("https://x.invalid/mcp?key=s3cret")));
    for (McpServerEntry entry : entries) {
      assertThatThrownBy(() -> client.installLink("my", entry))
          .isInstanceOf(ConfigException.EntryRefused.class)
          .hasMessageContaining("installLinkWithSecrets")
          .hasMessageNotContaining("s3cret");
      assertThat(client.installLinkWithSecrets("my", entry).isAbsolute()).isTrue();
    }
  }

  @Test
  void treatsAReferenceAsNotSecret() {
    McpServerEntry entry =
        HTTP.header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    assertThat(
            URLDecoder.decode(
                "" + McpClients.vscode().installLink("my", entry), StandardCharsets.UTF_8))
        .contains("Bearer ${env:TOKEN}");
  }

  @Test
  void gooseAsksForVariablesAndDecodesHeadersTwice() {
    assertThatThrownBy(() -> McpClients.goose().installLinkWithSecrets("my", STDIO.env("A", "b")))
        .isInstanceOf(ConfigException.EntryRefused.class)
        .hasMessageContaining("asks for the values");
    assertThat(
            ""
                + McpClients.goose()
                    .installLink("my", STDIO.env("A", ConfigValue.fromEnvironment("A"))))
        .contains("&env=A%3DA&");
    assertThat("" + McpClients.goose().installLinkWithSecrets("my", HTTP.header("X", "a%20b")))
        .contains("&header=X%3Da%252520b&");
  }

  @Test
  void rejectsAClientWithoutLinks() {
    assertThatThrownBy(() -> McpClients.zed().installLink("my", HTTP))
        .isInstanceOf(ConfigException.EntryRefused.class)
        .hasMessageContaining("has no links");
    assertThatThrownBy(() -> McpClients.goose().installLink("No Such Name", HTTP))
        .isInstanceOf(ConfigException.EntryRefused.class);
  }
}

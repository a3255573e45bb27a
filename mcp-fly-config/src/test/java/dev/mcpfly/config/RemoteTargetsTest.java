package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remote servers behind entries: deployments of ours, of flyctl, and others. */
class RemoteTargetsTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flyctl mcp proxy --url https://app.fly.dev/mcp --bearer-token t            | FLYCTL_PROXY  | app | BEARER
          /usr/bin/flyctl mcp proxy --url=https://app.fly.dev/ --user u --password p | FLYCTL_PROXY  | app | BASIC
          C:\\bin\\fly.exe mcp proxy --url=http://app.flycast/                       | FLYCTL_PROXY  | app | NONE
          flyctl mcp proxy -u u -p p --url http://app.internal:8080/                 | FLYCTL_PROXY  | app | BASIC
          java -jar /x/mcp-fly-relay.jar proxy --url https://app.fly.dev/mcp         | MCP_FLY_PROXY | app | NONE
          mcp-fly proxy --url https://app.fly.dev/mcp --token-file /run/token        | MCP_FLY_PROXY | app | BEARER
          mcp-fly proxy --url https://app.fly.dev/mcp --token-file=/run/token        | MCP_FLY_PROXY | app | BEARER
          mcp-fly proxy --url https://app.fly.dev/mcp --header-env Authorization=A   | MCP_FLY_PROXY | app | OTHER
          mcp-fly proxy --url https://app.fly.dev/mcp --header-env=authorization=A   | MCP_FLY_PROXY | app | OTHER
          mcp-fly proxy --url https://app.fly.dev/mcp --header-env X-Key=A           | MCP_FLY_PROXY | app | OTHER
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
    McpServerEntry.RemoteTarget target = entry.remoteTarget().orElseThrow();
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
        .isEqualTo(McpServerEntry.RemoteTarget.Auth.BEARER);
    McpServerEntry header =
        McpServerEntry.stdio(
            "mcp-fly", "proxy", "--url", "https://a.fly.dev/", "--header-env", "Authorization=A");
    assertThat(header.env("A", "Bearer t").remoteTarget().orElseThrow().auth())
        .isEqualTo(McpServerEntry.RemoteTarget.Auth.BEARER);
    assertThat(header.env("A", "Basic t").remoteTarget().orElseThrow().auth())
        .isEqualTo(McpServerEntry.RemoteTarget.Auth.BASIC);
    assertThat(proxy.env("MCP_FLY_USER", "u").remoteTarget().orElseThrow().auth())
        .isEqualTo(McpServerEntry.RemoteTarget.Auth.BASIC);
    assertThat(McpServerEntry.http(ENDPOINT).header("authorization", "bearer t").remoteTarget())
        .contains(
            new McpServerEntry.RemoteTarget(
                McpServerEntry.RemoteTarget.Via.CLIENT,
                ENDPOINT,
                java.util.Optional.empty(),
                McpServerEntry.RemoteTarget.Auth.BEARER));
  }
}

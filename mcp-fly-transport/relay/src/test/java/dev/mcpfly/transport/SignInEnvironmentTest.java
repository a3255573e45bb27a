package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.internal.auth.TestUsers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sign-in as the environment of {@code wrap} states it. */
@Timeout(60)
class SignInEnvironmentTest {
  private static final String KEY = "a key of 32 characters or more..";

  private static Relay.Builder apply(String... variables) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put("MCP_FLY_" + variables[i], variables[i + 1]);
    }
    Relay.Builder builder =
        Relay.stdio(ToyServerMain.command()).port(0).prestart(false).metrics(true);
    new SignInEnvironment(environment).apply(builder);
    return builder;
  }

  @Test
  void ownLogin() throws Exception {
    String users = TestUsers.of("me", "secret");
    try (Relay relay =
        apply(
                "OAUTH_USERS", users,
                "OAUTH_KEY", KEY,
                "OAUTH_SERVER_NAME", "Files",
                "OAUTH_SCOPES", "files",
                "OAUTH_TOOL_SCOPES", "write_*=write,delete_*=write+admin",
                "PUBLIC_URL", "https://app.fly.dev")
            .start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      assertThat(peer.get("/mcp").headers().firstValue("www-authenticate"))
          .hasValue(
              "Bearer scope=\"files\", resource_metadata="
                  + "\"https://app.fly.dev/.well-known/oauth-protected-resource/mcp\"");
      assertThat(
              SignInPeer.json(peer.get("/.well-known/oauth-authorization-server"))
                  .texts("scopes_supported"))
          .containsExactly("files", "write", "admin", "offline_access");
      assertThat(
              SignInPeer.unescape(
                  peer.get(peer.authorizeUrl(peer.client(SignInPeer.REDIRECT))).body()))
          .contains("Files (app.fly.dev)");
    }
  }

  @Test
  void existingIssuer() throws Exception {
    try (Relay relay =
        apply(
                "OAUTH_ISSUER", "https://login.example/t",
                "OAUTH_AUDIENCE", "a b",
                "OAUTH_PRINCIPAL_CLAIM", "email")
            .start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      assertThat(
              SignInPeer.json(peer.get("/.well-known/oauth-protected-resource/mcp"))
                  .texts("authorization_servers"))
          .containsExactly("https://login.example/t");
      assertThat(peer.get("/authorize").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void refusesWhatIsIncompleteOrContradictsItselfWithoutShowingValues() {
    String users = TestUsers.of("me", "secret");
    assertThatThrownBy(() -> apply("OAUTH_USERS", users)).hasMessageContaining("MCP_FLY_OAUTH_KEY");
    assertThatThrownBy(() -> apply("OAUTH_KEY", KEY))
        .hasMessageContaining("MCP_FLY_OAUTH_USERS")
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(() -> apply("OAUTH_USERS", users, "OAUTH_KEY", "short-hush"))
        .hasMessageContaining("32")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> apply("OAUTH_USERS", "hush", "OAUTH_KEY", KEY))
        .hasMessageContaining("malformed")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(
            () ->
                apply("OAUTH_USERS", users, "OAUTH_KEY", KEY, "OAUTH_ISSUER", "https://x.example"))
        .hasMessageContaining("either here or there");
    assertThatThrownBy(() -> apply("OAUTH_ISSUER", "http://login.example"))
        .hasMessageContaining("https");
    assertThatThrownBy(
            () -> apply("OAUTH_USERS", users, "OAUTH_KEY", KEY, "OAUTH_TOOL_SCOPES", "write_*"))
        .hasMessageContaining("write_*=write");
    apply("OAUTH_KEY", " ");
  }
}

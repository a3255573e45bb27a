package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.net.URI;
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
  void readsUsersOneByOneAndTheNewestKey() throws Exception {
    String newest = "the newest key of more than 32 characters";
    OAuthLogin users = OAuthLogin.ofUsers(TestUsers.of("me", "secret")).key(newest);
    try (Relay relay =
        apply(
                "OAUTH_USER_me",
                TestUsers.of("me", "secret"),
                "OAUTH_USER_ann",
                TestUsers.of("ann", "secret"),
                "OAUTH_EPOCH_me",
                "me:7",
                "OAUTH_EPOCH_gone",
                "gone:7",
                "OAUTH_KEY",
                KEY,
                "OAUTH_KEY_2",
                "a key of 32 characters between..",
                "OAUTH_KEY_10",
                newest)
            .start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      OAuthLogin ann = OAuthLogin.ofUsers(TestUsers.of("ann", "secret"));
      String good = ann.key(newest).accessToken(relay.baseUri(), "ann");
      assertThat(peer.use(good).statusCode()).isEqualTo(200);
      String formerKey = ann.key(KEY).accessToken(relay.baseUri(), "ann");
      assertThat(peer.use(formerKey).statusCode()).isEqualTo(401);
      String revoked = users.accessToken(relay.baseUri(), "me");
      assertThat(peer.use(revoked).statusCode()).isEqualTo(401);
      String renewed =
          OAuthLogin.ofUsers(users.encodeUsers() + ",me:7")
              .key(newest)
              .accessToken(relay.baseUri(), "me");
      assertThat(peer.use(renewed).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void recognizesClientsThatRegisteredUnderANumberedKey() throws Exception {
    String users = TestUsers.of("me", "secret");
    String earlier = "a-key-of-32-characters-without-blanks";
    String client;
    try (Relay relay =
        apply("OAUTH_USERS", users, "OAUTH_KEY", earlier, "PUBLIC_URL", "https://app.fly.dev")
            .start()) {
      client = new SignInPeer(relay.baseUri()).client(SignInPeer.REDIRECT);
    }
    for (String former : new String[] {"OAUTH_KEY", "OAUTH_KEY_1", "OAUTH_PREVIOUS_KEYS"}) {
      try (Relay relay =
          apply(
                  "OAUTH_USERS",
                  users,
                  former,
                  earlier,
                  "OAUTH_KEY_2",
                  "a key of 32 characters that is newer",
                  "PUBLIC_URL",
                  "https://app.fly.dev")
              .start()) {
        SignInPeer peer = new SignInPeer(relay.baseUri());
        assertThat(peer.get(peer.authorizeUrl(client)).statusCode()).as(former).isEqualTo(200);
      }
    }
  }

  @Test
  void issuersDescribeTheirEnvironment() {
    OAuthIssuer issuer =
        OAuthIssuer.at(URI.create("https://login.example/t"))
            .audience("b", "a")
            .scopes("mcp", "files")
            .introspection(URI.create("https://login.example/i"), "relay", "s3cret");
    assertThat(issuer.environment())
        .containsOnly(
            Map.entry("MCP_FLY_OAUTH_ISSUER", "https://login.example/t"),
            Map.entry("MCP_FLY_OAUTH_AUDIENCE", "a b"),
            Map.entry("MCP_FLY_OAUTH_SCOPES", "mcp files"),
            Map.entry("MCP_FLY_OAUTH_PRINCIPAL_CLAIM", "sub"),
            Map.entry("MCP_FLY_OAUTH_INTROSPECTION_URL", "https://login.example/i"),
            Map.entry("MCP_FLY_OAUTH_CLIENT_ID", "relay"),
            Map.entry("MCP_FLY_OAUTH_CLIENT_SECRET", "s3cret"));
    assertThat(issuer.toString()).doesNotContain("s3cret");
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
  void rejectsIncompleteOrContradictoryVariablesWithoutShowingValues() {
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
        .hasMessageContaining("unset one of them");
    assertThatThrownBy(() -> apply("OAUTH_ISSUER", "http://login.example"))
        .hasMessageContaining("https");
    assertThatThrownBy(
            () -> apply("OAUTH_USERS", users, "OAUTH_KEY", KEY, "OAUTH_TOOL_SCOPES", "write_*"))
        .hasMessageContaining("write_*=write");
    apply("OAUTH_KEY", " ");
  }
}

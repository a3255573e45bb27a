package dev.mcpfly.transport;

import static dev.mcpfly.transport.SignInPeer.REDIRECT;
import static dev.mcpfly.transport.SignInPeer.form;
import static dev.mcpfly.transport.SignInPeer.json;
import static dev.mcpfly.transport.SignInPeer.redirected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signing in with the relay's own authorization server, from discovery to the last refresh. */
@Timeout(120)
class SignInTest {
  private static final String KEY = OAuthLogin.newKey();

  private final HeldClock clock = new HeldClock();
  private final List<String> log = new ArrayList<>();

  private static OAuthLogin login() {
    return OAuthLogin.ofUsers(TestUsers.of("me", "secret", "you", "geheim")).key(KEY);
  }

  private Relay.Builder relay(OAuthLogin login) {
    Relay.Builder builder =
        Relay.stdio(ToyServerMain.command())
            .port(0)
            .prestart(false)
            .metrics(true)
            .logger(log::add)
            .oauth(login);
    builder.options().clock = clock;
    return builder;
  }

  @Test
  void signsInFromDiscoveryToRefresh() throws Exception {
    try (Relay relay = relay(login()).start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      String origin = "http://127.0.0.1:" + relay.port();

      HttpResponse<String> challenged =
          peer.send("POST", "/mcp", HttpPeer.initialize("2025-11-25"));
      assertThat(challenged.statusCode()).isEqualTo(401);
      assertThat(challenged.headers().firstValue("www-authenticate"))
          .hasValue(
              "Bearer scope=\"mcp\", resource_metadata=\""
                  + origin
                  + "/.well-known/oauth-protected-resource/mcp\"");

      for (String place : List.of("/mcp", "")) {
        JsonObject resource = json(peer.get("/.well-known/oauth-protected-resource" + place));
        assertThat(resource.text("resource")).isEqualTo(origin + "/mcp");
        assertThat(resource.texts("authorization_servers")).containsExactly(origin);
        assertThat(resource.texts("scopes_supported")).containsExactly("mcp");
      }
      JsonObject server = json(peer.get("/.well-known/oauth-authorization-server"));
      assertThat(server.text("issuer")).isEqualTo(origin);
      assertThat(server.texts("code_challenge_methods_supported")).containsExactly("S256");
      assertThat(server.texts("scopes_supported")).containsExactly("mcp", "offline_access");
      assertThat(server.isTrue("authorization_response_iss_parameter_supported")).isTrue();
      assertThat(server.isTrue("client_id_metadata_document_supported")).isTrue();

      String client = peer.client(REDIRECT);
      HttpResponse<String> page = peer.get(peer.authorizeUrl(client, "resource", origin + "/mcp"));
      assertThat(SignInPeer.unescape(page.body()))
          .contains("A client", "client.example", "not verified", "mcp", "name=password")
          .doesNotContain("<script");
      Map<String, String> back = redirected(peer.allow(page, "me", "secret"));
      assertThat(back)
          .containsEntry("", REDIRECT)
          .containsEntry("state", "the state")
          .containsEntry("iss", origin);

      JsonObject tokens =
          json(peer.exchange(client, back.get("code"), "resource", origin + "/mcp"));
      assertThat(tokens.text("token_type")).isEqualTo("Bearer");
      assertThat(tokens.text("scope")).isEqualTo("mcp");
      HttpPeer session =
          new HttpPeer(relay.uri(), "Authorization", "Bearer " + tokens.text("access_token"))
              .session();
      assertThat(session.post(HttpPeer.call("1", "text", "{}")).text()).isEqualTo("hello");

      clock.pass(Duration.ofHours(1));
      assertThat(peer.use(tokens.text("access_token")).statusCode()).isEqualTo(401);
      JsonObject later = json(peer.refresh(client, tokens.text("refresh_token")));
      assertThat(peer.use(later.text("access_token")).statusCode()).isEqualTo(200);
      assertThat(
              session
                  .with("Authorization", "Bearer " + later.text("access_token"))
                  .post(HttpPeer.call("2", "text", "{}"))
                  .text())
          .as("the session belongs to the user, not to the token")
          .isEqualTo("hello");
      for (String secret :
          List.of(
              back.get("code"),
              tokens.text("access_token"),
              tokens.text("refresh_token"),
              "secret",
              KEY)) {
        assertThat(String.join("\n", log)).doesNotContain(secret);
      }
      assertThat(log).anyMatch(line -> line.startsWith("me allowed \"A client\""));
    }
  }

  @Test
  void continuesWhenAnotherMachineTakesOverBetweenAnyTwoSteps() throws Exception {
    URI publicUri = URI.create("https://app.example");
    List<Relay> relays = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        relays.add(relay(login()).publicUri(publicUri).allowedHost("127.0.0.1").start());
      }
      SignInPeer first = new SignInPeer(relays.get(0).baseUri());
      String client = first.client(REDIRECT);
      HttpResponse<String> page = first.get(first.authorizeUrl(client));
      SignInPeer second = first.at(relays.get(1).baseUri());
      String code = redirected(second.allow(page, "me", "secret")).get("code");
      JsonObject tokens = json(second.at(relays.get(2).baseUri()).exchange(client, code));
      SignInPeer fourth = second.at(relays.get(3).baseUri());
      assertThat(fourth.use(tokens.text("access_token")).statusCode()).isEqualTo(200);
      JsonObject refreshed = json(fourth.refresh(client, tokens.text("refresh_token")));
      JsonObject again =
          json(second.at(relays.get(4).baseUri()).refresh(client, refreshed.text("refresh_token")));
      assertThat(second.at(relays.get(5).baseUri()).use(again.text("access_token")).statusCode())
          .isEqualTo(200);
      assertThat(second.at(relays.get(5).baseUri()).get(first.authorizeUrl(client)).body())
          .as("the browser is still signed in")
          .contains("Signed in as")
          .doesNotContain("name=password");
    } finally {
      relays.forEach(Relay::close);
    }
  }

  @Test
  void revokesOneUserByEpochAndAllByKeyButKeepsClientsRegistered() throws Exception {
    URI publicUri = URI.create("https://app.example");
    String client;
    JsonObject tokens;
    OAuthLogin login = login();
    try (Relay relay = relay(login).publicUri(publicUri).start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      client = peer.client(REDIRECT);
      tokens = peer.tokens(client);
    }
    String newKey = OAuthLogin.newKey();
    for (OAuthLogin changed :
        List.of(
            login.revoke("me"),
            login.removeUser("me"),
            OAuthLogin.ofUsers(login.encodeUsers()).key(newKey).key(KEY))) {
      try (Relay relay = relay(changed).publicUri(publicUri).start()) {
        SignInPeer peer = new SignInPeer(relay.baseUri());
        assertThat(peer.use(tokens.text("access_token")).statusCode()).isEqualTo(401);
        HttpResponse<String> refused = peer.refresh(client, tokens.text("refresh_token"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).text("error")).isEqualTo("invalid_grant");
        assertThat(peer.get(peer.authorizeUrl(client)).statusCode()).isEqualTo(200);
      }
    }
    try (Relay relay =
        relay(OAuthLogin.ofUsers(login.encodeUsers()).key(newKey)).publicUri(publicUri).start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      HttpResponse<String> refused = peer.refresh(client, tokens.text("refresh_token"));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(json(refused).text("error")).isEqualTo("invalid_client");
    }
  }

  @Test
  void requestsMoreScopesForToolsThatNeedThem() throws Exception {
    try (Relay relay =
        relay(login())
            .scopeRules(ScopeRules.none().tool("te*", "write").method("resources/*", "read"))
            .start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      String client = peer.client(REDIRECT);
      JsonObject few = peer.tokens(client, "scope", "mcp claudeai");
      assertThat(few.text("scope")).isEqualTo("mcp");
      HttpPeer session =
          new HttpPeer(relay.uri(), "Authorization", "Bearer " + few.text("access_token"))
              .session();
      HttpPeer.Answer lacking = session.post(HttpPeer.call("1", "text", "{}"));
      assertThat(lacking.status()).isEqualTo(403);
      assertThat(lacking.header("WWW-Authenticate"))
          .startsWith(
              "Bearer error=\"insufficient_scope\", scope=\"mcp write\", resource_metadata=");
      assertThat(session.post(HttpPeer.call("2", "big", "{\"n\":1}")).status()).isEqualTo(200);
      for (String hidden :
          List.of(
              "{\"method\":\"tools/call\",\"id\":1,\"jsonrpc\":\"2.0\",\"params\":{\"name\":\"t\\u0065xt\"}}",
              "{\"method\":\"tools\\/call\",\"id\":1,\"jsonrpc\":\"2.0\",\"params\":{\"name\":\"text\"}}",
              "[{\"method\":\"tools/call\",\"id\":1,\"jsonrpc\":\"2.0\",\"params\":{\"name\":\"text\"}}]",
              "{\"method\":\"resources/read\",\"id\":1,\"jsonrpc\":\"2.0\",\"params\":{\"uri\":\"x\"}}")) {
        assertThat(session.post(hidden).status()).as(hidden).isEqualTo(403);
        assertThat(
                new HttpPeer(relay.baseUri(), "Authorization", "Bearer " + few.text("access_token"))
                    .post("{\"method\":\"ping\",\"jsonrpc\":\"2.0\",\"id\":9}\n" + hidden)
                    .status())
            .as("among others, as flyctl's clients send them")
            .isEqualTo(403);
      }
      JsonObject more = peer.tokens(client, "scope", "mcp write");
      assertThat(
              session
                  .with("Authorization", "Bearer " + more.text("access_token"))
                  .post(HttpPeer.call("3", "text", "{}"))
                  .text())
          .isEqualTo("hello");
    }
  }

  @Test
  void acceptsBearerTokensBesideSignInWhenBothAreSet() throws Exception {
    try (Relay relay = relay(login()).principal("me", "static").start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      String token = peer.tokens(peer.client(REDIRECT)).text("access_token");
      HttpPeer session = new HttpPeer(relay.uri(), "Authorization", "Bearer static").session();
      assertThat(session.post(HttpPeer.call("1", "text", "{}")).status()).isEqualTo(200);
      assertThat(peer.use(token).statusCode()).isEqualTo(200);
      assertThat(
              session
                  .with("Authorization", "Bearer " + token)
                  .post(HttpPeer.call("1", "text", "{}"))
                  .status())
          .as("a user is not the token of the same name")
          .isEqualTo(404);
    }
  }

  @Test
  void signsInByALinkOnce() throws Exception {
    try (Relay relay = relay(login()).start()) {
      builderClockIsNow();
      SignInPeer peer = new SignInPeer(relay.baseUri());
      URI link = login().signInLink(relay.baseUri(), "me");
      HttpResponse<String> page = peer.get(link.getRawPath() + "?" + link.getRawQuery());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<strong>me</strong>");
      String token = link.getRawQuery().substring("link=".length());
      assertThat(peer.post("/login", form("link", token)).statusCode()).isEqualTo(200);
      HttpResponse<String> asked = peer.get(peer.authorizeUrl(peer.client(REDIRECT)));
      assertThat(asked.body()).contains("Signed in as");
      assertThat(new SignInPeer(relay.baseUri()).post("/login", form("link", token)).statusCode())
          .isEqualTo(410);
    }
  }

  /** Links are made by the system's clock. */
  private void builderClockIsNow() {
    clock.pass(Duration.between(clock.instant(), Instant.now()));
  }

  @Test
  void confidentialClientsAuthenticateByPostOrBasic() throws Exception {
    try (Relay relay = relay(login()).start()) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      JsonObject registered = json(peer.register("{\"redirect_uris\":[\"" + REDIRECT + "\"]}"));
      assertThat(registered.text("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
      String id = registered.text("client_id");
      String secret = registered.text("client_secret");
      assertThat(peer.exchange(id, peer.code(id), "client_secret", secret).statusCode())
          .isEqualTo(200);
      String basic =
          "Basic "
              + java.util.Base64.getEncoder()
                  .encodeToString(
                      (id + ":" + secret).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      HttpResponse<String> byBasic =
          peer.post(
              "/token",
              form(
                  "grant_type",
                  "authorization_code",
                  "code",
                  peer.code(id),
                  "redirect_uri",
                  REDIRECT,
                  "code_verifier",
                  SignInPeer.VERIFIER),
              "Authorization",
              basic);
      assertThat(byBasic.statusCode()).as(byBasic.body()).isEqualTo(200);
      HttpResponse<String> without = peer.exchange(id, peer.code(id));
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(json(without).text("error")).isEqualTo("invalid_client");
    }
  }

  @Test
  void needsAPublicUrlUnlessItIsBoundToLoopback() {
    assertThatThrownBy(() -> relay(login()).host("0.0.0.0").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("publicUri");
    assertThatThrownBy(() -> relay(login()).publicUri(URI.create("http://app.example")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> relay(login()).publicUri(URI.create("https://app.example/mcp")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("root of a host");
    assertThatThrownBy(
            () -> relay(login()).oauth(OAuthIssuer.at(URI.create("https://login.example"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void textFormsHoldNoSecrets() {
    OAuthLogin login = login();
    assertThat(login.toString())
        .contains("me", "you")
        .doesNotContain(KEY)
        .doesNotContain(login.encodeUsers());
    assertThat(
            OAuthIssuer.at(URI.create("https://login.example"))
                .introspection(URI.create("https://login.example/i"), "id", "hush")
                .toString())
        .contains("login.example")
        .doesNotContain("hush");
    assertThatThrownBy(() -> OAuthLogin.owner("me", "password").key("short"))
        .hasMessageContaining("32")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> OAuthLogin.ofUsers("me:0:hush"))
        .hasMessageContaining("malformed")
        .hasMessageNotContaining("hush");
    for (String name : List.of("", "a b", "a:b", "ü", "x".repeat(65))) {
      assertThatThrownBy(() -> OAuthLogin.owner(name, "password"))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

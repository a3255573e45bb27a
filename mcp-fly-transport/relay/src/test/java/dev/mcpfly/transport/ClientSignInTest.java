package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy does when a server asks for sign-in, and when the sign-in ends. */
@Timeout(120)
class ClientSignInTest {
  private static final String SIGN_IN_CODE = "dev.mcpfly.transport.internal.auth.client.";

  @TempDir(deletionStrategy = PatientDeletion.class)
  Path directory;

  private ScriptedIssuer issuer;
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    issuer = new ScriptedIssuer();
  }

  @AfterEach
  void stop() throws InterruptedException {
    // The proxy has ended, but a stream that it was opening may still renew and store a token.
    while (Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().startsWith(SIGN_IN_CODE))) {
      Thread.sleep(10);
    }
    issuer.close();
  }

  private OAuthClient oauth() {
    return OAuthClient.interactive()
        .store(directory.resolve("auth"))
        .browser(issuer::browse)
        .prompt(told::add);
  }

  private StdioClient client(OAuthClient oauth) {
    return new StdioClient(StdioProxy.to(issuer.uri()).oauth(oauth));
  }

  private void succeed(OAuthClient oauth) throws Exception {
    try (StdioClient client = client(oauth)) {
      assertThat(client.initialize()).contains("\"result\"");
      client.call(1, "echo");
      assertThat(client.answer(1)).contains("\"ok\":true");
    }
  }

  @Test
  void signsInOnceAndSendsTheTokenWithEveryRequest() throws Exception {
    succeed(oauth());
    assertThat(issuer.opened).hasSize(1);
    Map<String, String> asked = issuer.authorizations().get(0);
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("resource", issuer.uri().toString())
        .doesNotContainKey("scope");
    assertThat(asked.get("redirect_uri")).matches("http://127\\.0\\.0\\.1:\\d+/callback");
    assertThat(issuer.grants("authorization_code").get(0))
        .containsEntry("resource", issuer.uri().toString())
        .containsEntry("client_id", "client-1");
    assertThat(issuer.requests("/register").get(0).body())
        .contains("\"application_type\":\"native\"", "refresh_token", "authorization_code");
    assertThat(issuer.page()).contains("Signed in");
    assertThat(issuer.requests("/mcp").subList(1, issuer.requests("/mcp").size()))
        .allMatch(r -> r.header("authorization").startsWith("Bearer access-"));
  }

  @Test
  void usesTheStoredTokenInTheNextProcess() throws Exception {
    succeed(oauth());
    succeed(oauth());
    succeed(OAuthClient.stored().store(directory.resolve("auth")));
    assertThat(issuer.opened).hasSize(1);
    assertThat(issuer.requests("/register")).hasSize(1);
  }

  @Test
  void explainsHowToSignInWhenOnlyStoredTokensMayBeUsed() throws Exception {
    OAuthClient stored = OAuthClient.stored().store(directory.resolve("auth"));
    try (StdioClient client = client(stored)) {
      assertThat(client.initialize()).contains("--sign-in", "OAuthClient.interactive()");
    }
  }

  @Test
  void sendsTheStaticHeaderOnlyAndNeverSignsInBesideIt() throws Exception {
    try (StdioClient client =
        new StdioClient(StdioProxy.to(issuer.uri()).oauth(oauth()).bearerToken("static"))) {
      assertThat(client.initialize()).contains("401");
    }
    assertThat(issuer.opened).isEmpty();
    assertThat(issuer.requests()).allMatch(r -> r.path().equals("/mcp"));
  }

  @Test
  void doesNotSignInAtServersThatDoNotAsk() throws Exception {
    issuer.instead.put(
        "/mcp",
        (request, answer) ->
            answer.json(200, FakeMcp.result(String.valueOf(request.id()), "{\"ok\":true}")));
    succeedWithoutSignIn();
    assertThat(issuer.requests()).allMatch(r -> r.path().equals("/mcp"));
    assertThat(directory.resolve("auth")).doesNotExist();
  }

  private void succeedWithoutSignIn() throws Exception {
    try (StdioClient client = client(oauth())) {
      assertThat(client.initialize()).contains("\"result\"");
    }
    assertThat(issuer.opened).isEmpty();
  }

  @Test
  void showsTheServersOwnAnswerWhenItOffersNoSignIn() throws Exception {
    issuer.namesMetadata = false;
    for (String path :
        List.of(
            "/.well-known/oauth-protected-resource/mcp",
            "/.well-known/oauth-authorization-server",
            "/register")) {
      issuer.instead.put(path, (request, answer) -> answer.status(404));
    }
    try (StdioClient client = client(oauth())) {
      assertThat(client.initialize()).contains("HTTP 401: it rejected the credentials");
    }
    assertThat(issuer.opened).isEmpty();
  }

  @Test
  void doesNotSignInWhereOnlyOtherSchemesAreOffered() throws Exception {
    issuer.instead.put(
        "/mcp",
        (request, answer) -> answer.header("WWW-Authenticate", "Basic realm=\"x\"").status(401));
    try (StdioClient client = client(oauth())) {
      assertThat(client.initialize()).contains("HTTP 401");
    }
    assertThat(issuer.requests()).allMatch(r -> r.path().equals("/mcp"));
  }

  @Test
  void renewsATokenThatTheServerNoLongerAccepts() throws Exception {
    succeed(oauth());
    issuer.expire();
    succeed(oauth());
    assertThat(issuer.opened).hasSize(1);
    assertThat(issuer.grants("refresh_token"))
        .hasSize(1)
        .first()
        .satisfies(form -> assertThat(form).containsEntry("resource", issuer.uri().toString()));
  }

  @Test
  void renewsATokenInTheMiddleOfAConversation() throws Exception {
    try (StdioClient client = client(oauth())) {
      client.initialize();
      issuer.expire();
      client.call(1, "echo").call(2, "echo").call(3, "echo");
      for (int id = 1; id <= 3; id++) {
        assertThat(client.answer(id)).contains("\"ok\":true");
      }
    }
    assertThat(issuer.grants("refresh_token")).hasSize(1);
    assertThat(issuer.opened).hasSize(1);
  }

  @Test
  void renewsATokenBeforeItExpires() throws Exception {
    issuer.expiresIn = "0";
    succeed(oauth());
    assertThat(issuer.requests("/mcp").stream().skip(1))
        .as("nothing is sent with a token that has ended")
        .allMatch(r -> r.header("authorization") != null);
    assertThat(issuer.grants("refresh_token")).isNotEmpty();
    assertThat(issuer.opened).hasSize(1);
  }

  @Test
  void signsInAgainOnceAfterARevokedGrant() throws Exception {
    succeed(oauth());
    issuer.expire();
    issuer.refresh.clear();
    succeed(oauth());
    assertThat(issuer.grants("refresh_token")).hasSize(1);
    assertThat(issuer.opened).hasSize(2);
    assertThat(issuer.requests("/register")).hasSize(1);
  }

  @Test
  void keepsTheTokensThroughFailuresOfTheAuthorizationServer() throws Exception {
    succeed(oauth());
    issuer.expire();
    AtomicInteger failures = new AtomicInteger();
    issuer.instead.put(
        "/token",
        (request, answer) -> {
          failures.incrementAndGet();
          answer.json(503, "{\"error\":\"temporarily_unavailable\"}");
        });
    try (StdioClient client = client(oauth())) {
      assertThat(client.initialize()).contains("Signing in to the MCP server failed");
    }
    assertThat(failures.get()).isBetween(2, 3);
    issuer.instead.remove("/token");
    succeed(oauth());
    assertThat(issuer.opened).hasSize(1);
  }

  @Test
  void registersAgainWhenTheServerForgotItsRegistration() throws Exception {
    succeed(oauth());
    issuer.expire();
    issuer.registered.clear();
    succeed(oauth());
    assertThat(issuer.requests("/register")).hasSize(2);
    assertThat(issuer.opened).hasSize(2);
  }

  @Test
  void keepsItsRedirectPortAndRegistersAgainWhenItIsTaken() throws Exception {
    succeed(oauth());
    String first = issuer.authorizations().get(0).get("redirect_uri");
    issuer.expire();
    issuer.refresh.clear();
    succeed(oauth());
    assertThat(issuer.authorizations().get(1)).containsEntry("redirect_uri", first);
    issuer.expire();
    issuer.refresh.clear();
    try (ServerSocket taken =
        new ServerSocket(URI.create(first).getPort(), 1, InetAddress.getLoopbackAddress())) {
      succeed(oauth());
      assertThat(taken.isBound()).isTrue();
    }
    assertThat(issuer.authorizations().get(2).get("redirect_uri")).isNotEqualTo(first);
    assertThat(issuer.requests("/register")).hasSize(2);
  }

  @Test
  void usesTheRedirectThatTheServerRegistered() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String other = "http://127.0.0.1:" + free + "/other";
    issuer.instead.put(
        "/register",
        (request, answer) -> {
          issuer.registered.put("fixed", other);
          answer.json(201, "{\"client_id\":\"fixed\",\"redirect_uris\":[\"" + other + "\"]}");
        });
    succeed(oauth());
    assertThat(issuer.authorizations().get(0)).containsEntry("redirect_uri", other);
  }

  @Test
  void reportsARedirectThatTheServerRegisteredElsewhere() throws Exception {
    issuer.instead.put(
        "/register",
        (request, answer) ->
            answer.json(
                201, "{\"client_id\":\"x\",\"redirect_uris\":[\"https://elsewhere.example/\"]}"));
    try (StdioClient client = client(oauth())) {
      assertThat(client.initialize()).contains("registered the redirect", "elsewhere.example");
    }
    assertThat(issuer.opened).isEmpty();
  }

  @Test
  void requestsTheScopesOfTheChallengeOrElseThoseOfTheServer() throws Exception {
    issuer.resource.put("scopes_supported", "[\"a\",\"b\"]");
    issuer.metadata.put("scopes_supported", "[\"a\",\"b\",\"c\",\"offline_access\"]");
    succeed(oauth());
    assertThat(issuer.authorizations().get(0))
        .containsEntry("scope", "a b offline_access")
        .containsEntry("prompt", "consent");
    issuer.challenge = "scope=\"x\"";
    succeed(oauth().profile("second"));
    assertThat(issuer.authorizations().get(1)).containsEntry("scope", "x offline_access");
    succeed(oauth().profile("third").scopes("own"));
    assertThat(issuer.authorizations().get(2)).containsEntry("scope", "own offline_access");
  }

  @Test
  void requestsMoreScopesWhenAToolNeedsThem() throws Exception {
    issuer.challenge = "scope=\"basic\"";
    issuer.scopeOf.put("write_it", "write");
    try (StdioClient client = client(oauth())) {
      client.initialize();
      client.call(1, "write_it");
      assertThat(client.answer(1)).contains("\"ok\":true");
      client.call(2, "write_it");
      assertThat(client.answer(2)).contains("\"ok\":true");
    }
    assertThat(issuer.authorizations())
        .extracting(asked -> asked.get("scope"))
        .containsExactly("basic", "basic write");
  }

  @Test
  void givesUpOnAServerThatAlwaysWantsMore() throws Exception {
    issuer.scopeOf.put("never", "never");
    AtomicInteger wanted = new AtomicInteger();
    issuer.instead.put(
        "/mcp",
        (request, answer) -> {
          if (request.header("authorization") == null) {
            issuer.refuse(answer, 401, "");
          } else if (request.rpc().equals("initialize")) {
            answer.json(200, FakeMcp.initializeResult(request.id()));
          } else {
            issuer.refuse(
                answer,
                403,
                "error=\"insufficient_scope\", scope=\"s" + wanted.incrementAndGet() + "\"");
          }
        });
    try (StdioClient client = client(oauth())) {
      client.initialize();
      client.call(1, "echo");
      assertThat(client.answer(1)).contains("403");
    }
    assertThat(issuer.opened).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void doesNotOpenPageAfterPageWhenFreshTokensAreRefused() throws Exception {
    issuer.instead.put("/mcp", (request, answer) -> issuer.refuse(answer, 401, ""));
    for (int i = 0; i < 3; i++) {
      try (StdioClient client = client(oauth())) {
        assertThat(client.initialize()).contains("\"error\"");
      }
    }
    assertThat(issuer.opened).hasSize(1);
  }

  @Test
  void doesNotAskTheUserAgainSoonAfterAFailure() throws Exception {
    issuer.redirectWith = "";
    issuer.instead.put(
        "/token", (request, answer) -> answer.json(400, "{\"error\":\"invalid_request\"}"));
    for (int i = 0; i < 3; i++) {
      try (StdioClient client = client(oauth())) {
        assertThat(client.initialize()).contains("invalid_request");
      }
    }
    assertThat(issuer.opened).hasSize(1);
    assertThat(issuer.page()).contains("Sign-in failed").doesNotContain("Signed in");
  }

  @Test
  void signsInTwoProxiesWithOnePage() throws Exception {
    try (StdioClient one = client(oauth());
        StdioClient other = client(oauth())) {
      one.send(initialize(1));
      other.send(initialize(1));
      assertThat(one.next()).contains("\"result\"");
      assertThat(other.next()).contains("\"result\"");
    }
    assertThat(issuer.opened).hasSize(1);
  }

  private static String initialize(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
  }

  @Test
  void neverAsksTheUserForABackgroundStream() throws Exception {
    try (StdioClient client = client(oauth())) {
      client.initialize();
      issuer.expire();
      issuer.refresh.clear();
      // The end of the session is a DELETE, which the server refuses now.
    }
    assertThat(issuer.opened).hasSize(1);
  }

  @Test
  void signsInAndOutOnRequest() throws Exception {
    assertThat(oauth().signIn(issuer.uri())).isTrue();
    assertThat(oauth().signIn(issuer.uri())).isFalse();
    succeed(OAuthClient.stored().store(directory.resolve("auth")));
    assertThat(oauth().signOut(issuer.uri())).isTrue();
    assertThat(issuer.refresh).isEmpty();
    assertThat(issuer.requests("/revoke")).hasSize(1);
    assertThat(oauth().signOut(issuer.uri())).isFalse();
    assertThat(directory.resolve("auth")).isDirectoryNotContaining("glob:**token-*.json");
  }

  @Test
  void signsInAClientOfTheJavaSdk() throws Exception {
    oauth().signIn(issuer.uri());
    RemoteServer server =
        RemoteServer.at(issuer.uri()).oauth(OAuthClient.stored().store(directory.resolve("auth")));
    issuer.expire();
    try (McpSyncClient client = McpClient.sync(server.clientTransport()).build()) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("fake");
    }
    assertThat(issuer.grants("refresh_token")).hasSize(1);
    assertThat(server.toString()).doesNotContain("access-");
  }

  @Test
  void keepsAccountsApartByProfile() throws Exception {
    succeed(oauth());
    succeed(oauth().profile("work"));
    assertThat(issuer.opened).hasSize(2);
  }

  @Test
  void showsTheLinkAndAcceptsThePastedRedirectWithoutABrowser() throws Exception {
    OAuthClient oauth =
        OAuthClient.interactive()
            .store(directory.resolve("auth"))
            .browser(issuer.opened::add)
            .prompt(told::add)
            .pastedRedirects(this::pasted);
    assertThat(oauth.signIn(issuer.uri())).isTrue();
    assertThat(told.get(0)).contains(issuer.issuer() + "/authorize?");
  }

  private String pasted() {
    // As a person elsewhere would: follows the link, and copies where it ended.
    try {
      return java.net.http.HttpClient.newHttpClient()
          .send(
              java.net.http.HttpRequest.newBuilder(issuer.opened.get(0)).build(),
              java.net.http.HttpResponse.BodyHandlers.discarding())
          .headers()
          .firstValue("Location")
          .orElseThrow();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

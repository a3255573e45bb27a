package dev.mcpfly.transport;

import static dev.mcpfly.transport.SignInAttack.assertHtml;
import static dev.mcpfly.transport.SignInAttack.error;
import static dev.mcpfly.transport.SignInAttack.page;
import static dev.mcpfly.transport.SignInAttack.row;
import static dev.mcpfly.transport.SignInPeer.REDIRECT;
import static dev.mcpfly.transport.SignInPeer.form;
import static dev.mcpfly.transport.SignInPeer.formOf;
import static dev.mcpfly.transport.SignInPeer.json;
import static dev.mcpfly.transport.SignInPeer.redirected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.internal.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Attacks on the relay's own authorization server: rows 27 to 76 of the table, by number. */
@Timeout(300)
class AuthorizationServerAttacksTest {
  @TestFactory
  Stream<DynamicTest> authorize() {
    return Stream.of(
        row(
            27,
            "unknown and forged clients get a page",
            on -> {
              String client = on.peer.client(REDIRECT);
              String forged = (client.charAt(40) == 'A' ? "B" : "A") + client.substring(41);
              for (String id :
                  List.of("x", client + "A", client.substring(0, 40) + forged, "client", "{}")) {
                page(on.peer.get(on.peer.authorizeUrl(id)));
              }
              page(on.peer.get(on.peer.authorizeUrl(client, "client_id", null)));
            }),
        row(
            28,
            "a redirect that is not registered gets a page",
            on -> {
              String client = on.peer.client(REDIRECT);
              page(
                  on.peer.get(
                      on.peer.authorizeUrl(client, "redirect_uri", "https://evil.example/")));
            }),
        row(
            29,
            "a loopback redirect may have any port",
            on -> {
              for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
                String client = on.peer.client("http://" + host + ":1/callback");
                assertThat(
                        on.peer
                            .get(
                                on.peer.authorizeUrl(
                                    client, "redirect_uri", "http://" + host + ":49152/callback"))
                            .statusCode())
                    .isEqualTo(200);
              }
            }),
        row(
            30,
            "localhost is not 127.0.0.1",
            on -> {
              String client = on.peer.client("http://127.0.0.1/callback");
              for (String other :
                  List.of(
                      "http://localhost/callback",
                      "http://[::1]/callback",
                      "http://127.0.0.2/callback",
                      "http://127.1/callback")) {
                page(on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", other)));
              }
            }),
        row(
            31,
            "a redirect that only resembles the registered one gets a page",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String other :
                  List.of(
                      "https://client.example/callback/",
                      "https://client.example/callback?x=1",
                      "https://client.example/x/../callback",
                      "https://client.example/callbac",
                      "https://client.example/Callback",
                      "https://client.example.evil.example/callback",
                      "https://client.example:443/callback",
                      "https://client.example:8443/callback",
                      "https://CLIENT.example/callback",
                      "https://client.example/%63allback",
                      "http://client.example/callback")) {
                page(on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", other)));
              }
            }),
        row(
            32,
            "users and fragments in a redirect get a page, and are not registered",
            on -> {
              String client = on.peer.client("https://claude.ai/cb");
              for (String other :
                  List.of(
                      "https://claude.ai@evil.example/cb",
                      "https://claude.ai/cb#x",
                      "https://evil.example#@claude.ai/cb",
                      "https://claude.ai\\@evil.example/cb")) {
                page(on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", other)));
                error(
                    on.peer.register(
                        "{\"redirect_uris\":["
                            + dev.mcpfly.transport.internal.Json.quote(other)
                            + "]}"),
                    400,
                    "invalid_redirect_uri");
              }
            }),
        row(
            33,
            "schemes that are no place for a code get a page",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String other :
                  List.of(
                      "javascript:alert(1)",
                      "data:text/html,x",
                      "file:///etc/passwd",
                      "http://evil.example/",
                      "http://192.168.0.1/",
                      "vbscript:x",
                      "about:blank")) {
                page(on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", other)));
              }
            }),
        row(
            34,
            "two registered redirects and none named get a page",
            on -> {
              String client = on.peer.client(REDIRECT, "https://client.example/other");
              page(on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", null)));
              String one = on.peer.client(REDIRECT);
              assertThat(on.peer.get(on.peer.authorizeUrl(one, "redirect_uri", null)).statusCode())
                  .isEqualTo(200);
            }),
        row(
            35,
            "a challenge that is missing or malformed is refused",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String challenge :
                  new String[] {null, "short", "x".repeat(44), "x".repeat(42) + "="}) {
                on.redirects(
                    on.peer.get(on.peer.authorizeUrl(client, "code_challenge", challenge)),
                    "invalid_request");
              }
            }),
        row(
            36,
            "PKCE without S256 is refused",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String method : new String[] {null, "plain", "s256", "S512"}) {
                on.redirects(
                    on.peer.get(on.peer.authorizeUrl(client, "code_challenge_method", method)),
                    "invalid_request");
              }
            }),
        row(
            37,
            "other response types are refused",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String type : List.of("token", "id_token", "code token")) {
                on.redirects(
                    on.peer.get(on.peer.authorizeUrl(client, "response_type", type)),
                    "unsupported_response_type");
              }
            }),
        row(
            38,
            "a foreign resource is refused",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String resource :
                  List.of(
                      "https://evil.example/mcp",
                      on.origin + "/other",
                      on.origin + "/mcp#x",
                      on.origin + "@evil.example/mcp",
                      "mcp")) {
                on.redirects(
                    on.peer.get(on.peer.authorizeUrl(client, "resource", resource)),
                    "invalid_target");
              }
              for (String resource : List.of("", "/", "/mcp", "/mcp/", "/sse")) {
                assertThat(
                        on.peer
                            .get(
                                on.peer.authorizeUrl(
                                    client,
                                    "resource",
                                    on.origin.toUpperCase(java.util.Locale.ROOT) + resource))
                            .statusCode())
                    .as(resource)
                    .isEqualTo(200);
              }
            }),
        row(
            39,
            "repeated parameters are refused",
            on -> {
              String client = on.peer.client(REDIRECT);
              String url = on.peer.authorizeUrl(client);
              page(on.peer.get(url + "&client_id=x"));
              page(on.peer.get(url + "&redirect_uri=https://evil.example"));
              on.redirects(on.peer.get(url + "&state=x"), "invalid_request");
              on.redirects(on.peer.get(url + "&scope=a&scope=b"), "invalid_request");
            }),
        row(
            40,
            "unknown scopes are left out",
            on -> {
              String client = on.peer.client(REDIRECT);
              JsonObject tokens =
                  on.peer.tokens(client, "scope", "openid email offline_access write claudeai");
              assertThat(tokens.text("scope")).isEqualTo("mcp write");
            }),
        row(
            41,
            "a form without its token, or from another browser, changes nothing",
            on -> {
              String client = on.peer.client(REDIRECT);
              HttpResponse<String> page = on.peer.get(on.peer.authorizeUrl(client));
              String good =
                  form("form", formOf(page), "user", "me", "password", "secret", "action", "allow");
              String without = form("user", "me", "password", "secret", "action", "allow");
              assertThat(on.peer.post("/authorize", without).statusCode()).isEqualTo(403);
              SignInPeer other = new SignInPeer(on.relay.baseUri());
              assertThat(other.post("/authorize", good).statusCode()).isEqualTo(403);
              other.get(other.authorizeUrl(client));
              assertThat(other.post("/authorize", good).statusCode()).isEqualTo(403);
              assertThat(
                      on.peer
                          .post("/authorize", good, "Origin", "https://evil.example")
                          .statusCode())
                  .isEqualTo(403);
              assertThat(on.peer.post("/authorize", good, "Origin", "null").statusCode())
                  .isEqualTo(403);
              assertThat(
                      on.peer.post("/authorize", good, "Sec-Fetch-Site", "cross-site").statusCode())
                  .isEqualTo(403);
              on.clock.pass(Duration.ofMinutes(10));
              assertThat(on.peer.post("/authorize", good).statusCode()).as("old").isEqualTo(403);
            }),
        row(
            42,
            "a form counts once",
            on -> {
              HttpResponse<String> page =
                  on.peer.get(on.peer.authorizeUrl(on.peer.client(REDIRECT)));
              redirected(on.peer.allow(page, "me", "secret"));
              page(on.peer.allow(page, "me", "secret"));
            }),
        row(
            43,
            "pages cannot be framed",
            on -> {
              assertHtml(on.peer.get(on.peer.authorizeUrl(on.peer.client(REDIRECT))));
              assertHtml(on.peer.get("/authorize"));
              assertHtml(on.peer.get("/login?link=x"));
            }),
        row(
            44,
            "a client's name is text",
            on -> {
              for (String name :
                  List.of(
                      "<script>alert(1)</script>",
                      "\\\"><img src=x onerror=alert(1)>",
                      "a\\u202eb\\u0000\\u001b[31m",
                      "x".repeat(5000))) {
                HttpResponse<String> registered =
                    on.peer.register(
                        "{\"client_name\":\""
                            + name
                            + "\",\"redirect_uris\":[\""
                            + REDIRECT
                            + "\"],\"token_endpoint_auth_method\":\"none\"}");
                String id = json(registered).text("client_id");
                HttpResponse<String> page = on.peer.get(on.peer.authorizeUrl(id));
                assertHtml(page);
                assertThat(page.body()).doesNotContain("<img", "\u202e", "\u001b", "x".repeat(100));
              }
            }),
        row(
            45,
            "a name proves nothing: the host is shown, and that it is not verified",
            on -> {
              String id =
                  json(on.peer.register(
                          "{\"client_name\":\"Claude\",\"redirect_uris\":[\"https://evil.example/\"],"
                              + "\"token_endpoint_auth_method\":\"none\"}"))
                      .text("client_id");
              assertThat(
                      on.peer
                          .get(on.peer.authorizeUrl(id, "redirect_uri", "https://evil.example/"))
                          .body())
                  .contains("evil.example", "not verified");
              HttpResponse<String> known =
                  on.peer.get(
                      on.peer.authorizeUrl(
                          "https://claude.ai/oauth/mcp-oauth-client-metadata",
                          "redirect_uri",
                          "https://claude.ai/api/mcp/auth_callback"));
              assertThat(known.body()).contains("as claude.ai says").doesNotContain("not verified");
            }),
        row(
            46,
            "each client needs consent, whoever is signed in",
            on -> {
              on.peer.tokens(on.peer.client(REDIRECT));
              HttpResponse<String> page =
                  on.peer.get(on.peer.authorizeUrl(on.peer.client(REDIRECT)));
              assertThat(page.statusCode()).isEqualTo(200);
              assertThat(page.body()).contains("Signed in as", "Deny");
              assertThat(
                      redirected(
                              on.peer.post(
                                  "/authorize", form("form", formOf(page), "action", "allow")))
                          .get("code"))
                  .isNotNull();
            }),
        row(
            47,
            "passwords cannot be tried out, and names not found out",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String name : List.of("me", "nobody")) {
                HttpResponse<String> page = on.peer.get(on.peer.authorizeUrl(client));
                String body = null;
                for (int i = 0; i < 10; i++) {
                  HttpResponse<String> wrong = on.peer.allow(page, name, "wrong" + i);
                  assertThat(wrong.statusCode()).isEqualTo(401);
                  body = wrong.body();
                }
                assertThat(SignInPeer.unescape(body))
                    .contains("The name or the password is wrong.");
                HttpResponse<String> late = on.peer.allow(page, name, "secret");
                assertThat(late.statusCode()).as(name).isEqualTo(429);
                assertThat(late.headers().firstValue("retry-after")).hasValue("30");
              }
              on.clock.pass(Duration.ofSeconds(30));
              HttpResponse<String> page = on.peer.get(on.peer.authorizeUrl(client));
              assertThat(redirected(on.peer.allow(page, "me", "secret"))).containsKey("code");
            }),
        row(
            48,
            "a link counts once, and for ten minutes",
            on -> {
              on.clock.pass(Duration.between(on.clock.instant(), Instant.now()));
              URI link = SignInAttack.login().signInLink(on.relay.baseUri(), "me");
              String form = link.getRawQuery();
              assertThat(on.peer.post("/login", form).statusCode()).isEqualTo(200);
              assertThat(on.peer.post("/login", form).statusCode()).isEqualTo(410);
              String later =
                  SignInAttack.login().signInLink(on.relay.baseUri(), "me").getRawQuery();
              on.clock.pass(Duration.ofMinutes(11));
              page(on.peer.post("/login", later));
              page(on.peer.get("/login?" + later));
              page(on.peer.get("/login?link=x"));
            }),
        row(
            49,
            "a refusal goes to the client",
            on -> {
              HttpResponse<String> page =
                  on.peer.get(on.peer.authorizeUrl(on.peer.client(REDIRECT)));
              HttpResponse<String> denied =
                  on.peer.post("/authorize", form("form", formOf(page), "action", "deny"));
              on.redirects(denied, "access_denied");
              assertThat(redirected(denied)).containsEntry("state", "the state");
            }),
        row(
            50,
            "a place to go on to is not taken from the request",
            on -> {
              HttpResponse<String> page =
                  on.peer.get(
                      on.peer.authorizeUrl(on.peer.client(REDIRECT))
                          + "&next=https://evil.example");
              HttpResponse<String> answer =
                  on.peer.post(
                      "/authorize",
                      form(
                          "form",
                          formOf(page),
                          "user",
                          "me",
                          "password",
                          "secret",
                          "action",
                          "allow",
                          "next",
                          "https://evil.example",
                          "redirect_uri",
                          "https://evil.example"));
              assertThat(redirected(answer)).containsEntry("", REDIRECT);
            }),
        row(
            51,
            "signing in makes a new cookie",
            on -> {
              String session = "mcp-fly-session-" + on.relay.port();
              on.peer.cookies.put(session, "fixed-beforehand");
              on.peer.code(on.peer.client(REDIRECT));
              String first = on.peer.cookies.get(session);
              assertThat(first).isNotEqualTo("fixed-beforehand");
              HttpResponse<String> page =
                  on.peer.get(on.peer.authorizeUrl(on.peer.client(REDIRECT)));
              on.peer.allow(page, "me", "secret");
              assertThat(on.peer.cookies.get(session)).isNotEqualTo(first);
            }));
  }

  @TestFactory
  Stream<DynamicTest> token() {
    return Stream.of(
        row(
            52,
            "a code counts once, and a second use ends everything that came of the first",
            on -> {
              String client = on.peer.client(REDIRECT);
              String code = on.peer.code(client);
              JsonObject tokens = json(on.peer.exchange(client, code));
              assertThat(on.peer.use(tokens.text("access_token")).statusCode()).isEqualTo(200);
              error(on.peer.exchange(client, code), 400, "invalid_grant");
              on.invalidToken(on.peer.use(tokens.text("access_token")));
              error(on.peer.refresh(client, tokens.text("refresh_token")), 400, "invalid_grant");
            }),
        row(
            53,
            "a code is one client's and one redirect's",
            on -> {
              String client = on.peer.client(REDIRECT, "https://client.example/other");
              String code = on.peer.code(client);
              error(on.peer.exchange(on.peer.client(REDIRECT), code), 400, "invalid_grant");
              error(
                  on.peer.exchange(client, code, "redirect_uri", "https://client.example/other"),
                  400,
                  "invalid_grant");
              error(on.peer.exchange(client, code, "redirect_uri", null), 400, "invalid_grant");
              assertThat(on.peer.exchange(client, code).statusCode())
                  .as("what others try does not use it up")
                  .isEqualTo(200);
            }),
        row(
            54,
            "a code needs its verifier",
            on -> {
              String client = on.peer.client(REDIRECT);
              String code = on.peer.code(client);
              for (String verifier :
                  new String[] {
                    null,
                    "x".repeat(43),
                    SignInPeer.VERIFIER + "x",
                    SignInPeer.challenge(SignInPeer.VERIFIER),
                    "short"
                  }) {
                error(
                    on.peer.exchange(client, code, "code_verifier", verifier),
                    400,
                    "invalid_grant");
              }
            }),
        row(
            55,
            "a refresh whose answer was lost can be done again",
            on -> {
              String client = on.peer.client(REDIRECT);
              String first = on.peer.tokens(client).text("refresh_token");
              JsonObject lost = json(on.peer.refresh(client, first));
              on.clock.pass(Duration.ofSeconds(60));
              JsonObject again = json(on.peer.refresh(client, first));
              assertThat(on.peer.use(again.text("access_token")).statusCode()).isEqualTo(200);
              assertThat(on.peer.refresh(client, again.text("refresh_token")).statusCode())
                  .isEqualTo(200);
              assertThat(on.peer.use(lost.text("access_token")).statusCode()).isEqualTo(200);
            }),
        row(
            56,
            "a code lasts 60 seconds",
            on -> {
              String client = on.peer.client(REDIRECT);
              String code = on.peer.code(client);
              on.clock.pass(Duration.ofSeconds(60));
              error(on.peer.exchange(client, code), 400, "invalid_grant");
            }),
        row(
            57,
            "the token endpoint takes forms by POST",
            on -> {
              error(
                  on.peer.send("POST", "/token", "{}", "Content-Type", "application/json"),
                  400,
                  "invalid_request");
              error(on.peer.send("POST", "/token", "a=b"), 400, "invalid_request");
              for (String path : List.of("/token", "/register", "/revoke")) {
                assertThat(on.peer.get(path).statusCode()).isEqualTo(405);
              }
            }),
        row(
            58,
            "other grants are not supported",
            on -> {
              String client = on.peer.client(REDIRECT);
              for (String type :
                  List.of(
                      "password",
                      "client_credentials",
                      "implicit",
                      "urn:ietf:params:oauth:grant-type:jwt-bearer")) {
                error(
                    on.peer.post(
                        "/token",
                        form(
                            "grant_type",
                            type,
                            "client_id",
                            client,
                            "username",
                            "me",
                            "password",
                            "secret")),
                    400,
                    "unsupported_grant_type");
              }
            }),
        row(
            59,
            "a wrong secret is refused",
            on -> {
              JsonObject client =
                  json(
                      on.peer.register(
                          "{\"redirect_uris\":[\""
                              + REDIRECT
                              + "\"],\"token_endpoint_auth_method\":\"client_secret_post\"}"));
              String id = client.text("client_id");
              String code = on.peer.code(id);
              String right = client.text("client_secret");
              for (String secret : new String[] {null, "x", right + "x", right.substring(1)}) {
                error(on.peer.exchange(id, code, "client_secret", secret), 401, "invalid_client");
              }
              error(on.peer.exchange("unknown", code), 401, "invalid_client");
              error(on.peer.exchange(null, code), 401, "invalid_client");
              HttpResponse<String> basic =
                  on.peer.post(
                      "/token",
                      form("grant_type", "authorization_code", "code", code),
                      "Authorization",
                      "Basic eDp5");
              error(basic, 401, "invalid_client");
              assertThat(basic.headers().firstValue("www-authenticate").orElse(""))
                  .startsWith("Basic");
            }),
        row(
            60,
            "a refresh token is one client's",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("refresh_token");
              error(on.peer.refresh(on.peer.client(REDIRECT), token), 400, "invalid_grant");
            }),
        row(
            61,
            "an old refresh token ends its grant",
            on -> {
              String client = on.peer.client(REDIRECT);
              String first = on.peer.tokens(client).text("refresh_token");
              JsonObject second = json(on.peer.refresh(client, first));
              on.clock.pass(Duration.ofSeconds(61));
              error(on.peer.refresh(client, first), 400, "invalid_grant");
              error(on.peer.refresh(client, second.text("refresh_token")), 400, "invalid_grant");
              on.invalidToken(on.peer.use(second.text("access_token")));
            }),
        row(
            62,
            "a refresh gives no more than was granted",
            on -> {
              String client = on.peer.client(REDIRECT);
              JsonObject tokens = on.peer.tokens(client, "scope", "mcp write");
              JsonObject wider =
                  json(
                      on.peer.refresh(
                          client, tokens.text("refresh_token"), "scope", "mcp write admin other"));
              assertThat(wider.text("scope")).isEqualTo("mcp write");
              JsonObject narrower =
                  json(on.peer.refresh(client, wider.text("refresh_token"), "scope", "mcp"));
              assertThat(narrower.text("scope")).isEqualTo("mcp");
            }),
        row(
            63,
            "tokens are for this resource",
            on -> {
              String client = on.peer.client(REDIRECT);
              String code = on.peer.code(client);
              error(
                  on.peer.exchange(client, code, "resource", "https://evil.example/mcp"),
                  400,
                  "invalid_target");
              String refresh = json(on.peer.exchange(client, code)).text("refresh_token");
              error(
                  on.peer.refresh(client, refresh, "resource", "https://evil.example/"),
                  400,
                  "invalid_target");
            }),
        DynamicTest.dynamicTest(
            "64 a key that was retired opens nothing but clients",
            () -> {
              URI app = URI.create("https://app.example");
              String client;
              String code;
              String refresh;
              try (SignInAttack on = SignInAttack.startAs(SignInAttack.login(), app)) {
                client = on.peer.client(REDIRECT);
                refresh = on.peer.tokens(client).text("refresh_token");
                code = on.peer.code(client);
              }
              OAuthLogin rotated =
                  OAuthLogin.ofUsers(SignInAttack.login().encodeUsers())
                      .key(OAuthLogin.newKey())
                      .key(SignInAttack.KEY);
              try (SignInAttack on = SignInAttack.startAs(rotated, app)) {
                error(on.peer.refresh(client, refresh), 400, "invalid_grant");
                error(on.peer.exchange(client, code), 400, "invalid_grant");
              }
            }),
        row(
            65,
            "revocation ends what is the client's, and tells nothing",
            on -> {
              String client = on.peer.client(REDIRECT);
              JsonObject tokens = on.peer.tokens(client);
              String access = tokens.text("access_token");
              String other = on.peer.client(REDIRECT);
              for (String foreign : List.of(access, "unknown", "x")) {
                HttpResponse<String> said =
                    on.peer.post("/revoke", form("client_id", other, "token", foreign));
                assertThat(said.statusCode()).isEqualTo(200);
              }
              assertThat(on.peer.use(access).statusCode()).isEqualTo(200);
              assertThat(
                      on.peer
                          .post(
                              "/revoke",
                              form("client_id", client, "token", tokens.text("refresh_token")))
                          .statusCode())
                  .isEqualTo(200);
              on.invalidToken(on.peer.use(access));
              error(on.peer.refresh(client, tokens.text("refresh_token")), 400, "invalid_grant");
            }),
        row(
            66,
            "answers are not kept, and pages of any origin may read them without credentials",
            on -> {
              String client = on.peer.client(REDIRECT);
              HttpResponse<String> tokens = on.peer.exchange(client, on.peer.code(client));
              HttpResponse<String> registered =
                  on.peer.register("{\"redirect_uris\":[\"" + REDIRECT + "\"]}");
              for (HttpResponse<String> answer : List.of(tokens, registered)) {
                assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
                assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .hasValue("*");
                assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                    .isEmpty();
              }
              for (String path :
                  List.of("/token", "/register", "/.well-known/oauth-authorization-server")) {
                HttpResponse<String> asked =
                    on.peer.send(
                        "OPTIONS",
                        path,
                        null,
                        "Origin",
                        "https://inspector.example",
                        "Access-Control-Request-Method",
                        "POST");
                assertThat(asked.statusCode()).isEqualTo(204);
                assertThat(asked.headers().firstValue("access-control-allow-origin")).hasValue("*");
              }
            }));
  }

  @TestFactory
  Stream<DynamicTest> register() {
    return Stream.of(
        row(
            67,
            "registrations are bounded",
            on -> {
              error(
                  on.peer.register("{\"client_name\":\"" + "x".repeat(65 << 10) + "\"}"),
                  413,
                  "invalid_request");
              String eleven = "\"https://client.example/1\",".repeat(11);
              error(
                  on.peer.register(
                      "{\"redirect_uris\":[" + eleven.substring(0, eleven.length() - 1) + "]}"),
                  400,
                  "invalid_redirect_uri");
              error(
                  on.peer.register(
                      "{\"redirect_uris\":[\"https://client.example/" + "x".repeat(2000) + "\"]}"),
                  400,
                  "invalid_redirect_uri");
              error(on.peer.register("{}"), 400, "invalid_redirect_uri");
              error(
                  on.peer.register("{\"redirect_uris\":\"" + REDIRECT + "\"}"),
                  400,
                  "invalid_redirect_uri");
              error(on.peer.register("[]"), 400, "invalid_client_metadata");
              error(on.peer.register("{\"a\":1,\"a\":2}"), 400, "invalid_client_metadata");
              error(
                  on.peer.register(
                      "{\"redirect_uris\":[\""
                          + REDIRECT
                          + "\"],\"token_endpoint_auth_method\":\"private_key_jwt\"}"),
                  400,
                  "invalid_client_metadata");
            }),
        row(
            68,
            "one bad redirect spoils a registration",
            on ->
                error(
                    on.peer.register(
                        "{\"redirect_uris\":[\"" + REDIRECT + "\",\"javascript:alert(1)\"]}"),
                    400,
                    "invalid_redirect_uri")),
        row(
            69,
            "a known application's scheme is accepted, no other",
            on -> {
              String cursor = "cursor://anysphere.cursor-mcp/oauth/callback";
              String client = on.peer.client(cursor, "http://localhost:8787/callback");
              HttpResponse<String> page =
                  on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", cursor));
              assertThat(page.statusCode()).isEqualTo(200);
              assertThat(redirected(on.peer.allow(page, "me", "secret"))).containsEntry("", cursor);
              for (String other :
                  List.of(
                      "cursor://evil/oauth/callback",
                      cursor + "?x",
                      "com.example.app:/callback",
                      "CURSOR://anysphere.cursor-mcp/oauth/callback")) {
                error(
                    on.peer.register("{\"redirect_uris\":[\"" + other + "\"]}"),
                    400,
                    "invalid_redirect_uri");
              }
            }),
        row(
            70,
            "sixty registrations a minute are enough",
            on -> {
              for (int i = 0; i < 60; i++) {
                on.peer.client(REDIRECT);
              }
              HttpResponse<String> more =
                  on.peer.register("{\"redirect_uris\":[\"" + REDIRECT + "\"]}");
              error(more, 429, "temporarily_unavailable");
              assertThat(more.headers().firstValue("retry-after")).isPresent();
              on.clock.pass(Duration.ofSeconds(1));
              on.peer.client(REDIRECT);
            }),
        row(
            71,
            "ids that are no URLs of documents get a page",
            on -> {
              for (String id :
                  List.of(
                      "http://client.example/m",
                      "https://client.example",
                      "https://client.example/../m",
                      "https://client.example/m#x",
                      "https://10.0.0.1/m",
                      "https://[fdaa::3]/m",
                      "https://app.internal/m")) {
                page(on.peer.get(on.peer.authorizeUrl(id)));
              }
            }),
        row(
            76,
            "a flood of documents is slowed down before anybody signs in",
            on -> {
              // Nothing listens at port 1 of this machine.
              for (int i = 0; i < 30; i++) {
                page(on.peer.get(on.peer.authorizeUrl("https://127.0.0.1:1/m" + i)));
              }
              HttpResponse<String> more =
                  on.peer.get(on.peer.authorizeUrl("https://127.0.0.1:1/m"));
              assertThat(more.statusCode()).isEqualTo(429);
              assertHtml(more);
              assertThat(more.headers().firstValue("retry-after")).isPresent();
            }));
  }
}

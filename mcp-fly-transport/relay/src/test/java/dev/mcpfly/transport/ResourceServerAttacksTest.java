package dev.mcpfly.transport;

import static dev.mcpfly.transport.SignInAttack.row;
import static dev.mcpfly.transport.SignInPeer.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Attacks on the relay as a resource server: rows 1 to 26 of the table, by number. */
@Timeout(300)
@SuppressWarnings("JavaUtilDate") // the oracle takes nothing else
class ResourceServerAttacksTest {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private static String raw(Relay relay, String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @TestFactory
  Stream<DynamicTest> ownTokens() {
    return Stream.of(
        row(
            1,
            "no token is challenged without an error",
            on -> {
              HttpResponse<String> answer = on.peer.get("/mcp");
              assertThat(answer.statusCode()).isEqualTo(401);
              assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                  .contains("resource_metadata=", "scope=\"mcp\"")
                  .doesNotContain("error");
            }),
        row(
            2,
            "other schemes and empty tokens are no token",
            on -> {
              for (String header : List.of("Basic bWU6c2VjcmV0", "Bearer", "Bearer ", "x", "")) {
                assertThat(on.peer.get("/mcp", "Authorization", header).statusCode())
                    .isEqualTo(401);
              }
            }),
        row(
            3,
            "a token in the query is not read",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              assertThat(on.peer.get("/metrics?access_token=" + token).statusCode()).isEqualTo(401);
            }),
        row(
            4,
            "two Authorization headers are refused",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              String header = "Authorization: Bearer " + token + "\r\n";
              assertThat(
                      raw(
                          on.relay,
                          "GET /metrics HTTP/1.1\r\nHost: localhost\r\n"
                              + header
                              + header
                              + "\r\n"))
                  .startsWith("HTTP/1.1 400");
            }),
        row(
            14,
            "a token of 64 KiB is refused unread",
            on -> {
              String answer =
                  raw(
                      on.relay,
                      "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                          + "x".repeat(64 << 10)
                          + "\r\n\r\n");
              assertThat(answer).matches("(?s)HTTP/1.1 4(01|31).*");
              on.invalidToken(on.peer.use("x".repeat(9000)));
            }),
        row(
            15,
            "a sealed token with any bit flipped is refused",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              byte[] bytes = Base64.getUrlDecoder().decode(token);
              for (int bit = 0; bit < bytes.length * 8; bit += 7) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                on.invalidToken(on.peer.use(URL.encodeToString(flipped)));
              }
              on.invalidToken(on.peer.use(token + "="));
              on.invalidToken(on.peer.use(token.substring(1)));
            }),
        row(
            16,
            "refresh tokens and codes are no access tokens",
            on -> {
              String client = on.peer.client(REDIRECT);
              on.invalidToken(on.peer.use(on.peer.tokens(client).text("refresh_token")));
              on.invalidToken(on.peer.use(on.peer.code(client)));
              on.invalidToken(on.peer.use(client));
            }),
        row(
            17,
            "tokens of another deployment are refused, even with the same key",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              try (SignInAttack other = SignInAttack.start()) {
                other.invalidToken(other.peer.use(token));
              }
              try (SignInAttack other =
                  SignInAttack.startAs(
                      OAuthLogin.ofUsers(SignInAttack.login().encodeUsers())
                          .key(OAuthLogin.newKey()),
                      URI.create(on.origin))) {
                assertThat(other.peer.use(token).statusCode()).isEqualTo(401);
              }
            }),
        row(
            18,
            "tokens from before a revocation are refused, and those of removed users",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              for (OAuthLogin changed :
                  List.of(
                      SignInAttack.login().revoke("me"), SignInAttack.login().removeUser("me"))) {
                try (SignInAttack other = SignInAttack.startAs(changed, URI.create(on.origin))) {
                  assertThat(other.peer.use(token).statusCode()).isEqualTo(401);
                }
              }
            }),
        row(
            19,
            "a session is its principal's",
            on -> {
              String client = on.peer.client(REDIRECT);
              String mine = on.peer.tokens(client).text("access_token");
              SignInPeer other = new SignInPeer(on.relay.baseUri());
              HttpResponse<String> page = other.get(other.authorizeUrl(client));
              String code = SignInPeer.redirected(other.allow(page, "you", "geheim")).get("code");
              String theirs = SignInPeer.json(other.exchange(client, code)).text("access_token");
              HttpPeer session =
                  new HttpPeer(on.relay.uri(), "Authorization", "Bearer " + mine).session();
              assertThat(
                      session
                          .with("Authorization", "Bearer " + theirs)
                          .post(HttpPeer.call("1", "text", "{}"))
                          .status())
                  .isEqualTo(404);
            }),
        row(
            20,
            "a lacking scope is named with all that the request needs",
            on -> {
              String token =
                  on.peer.tokens(on.peer.client(REDIRECT), "scope", "mcp").text("access_token");
              HttpPeer session =
                  new HttpPeer(on.relay.uri(), "Authorization", "Bearer " + token).session();
              HttpPeer.Answer refused = session.post(HttpPeer.call("1", "write_file", "{}"));
              assertThat(refused.status()).isEqualTo(403);
              assertThat(refused.header("WWW-Authenticate"))
                  .contains(
                      "error=\"insufficient_scope\"",
                      "scope=\"mcp write admin\"",
                      "resource_metadata=");
            }),
        row(
            23,
            "the server behind never sees a token",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              HttpPeer session =
                  new HttpPeer(on.relay.uri(), "Authorization", "Bearer " + token).session();
              assertThat(session.post(HttpPeer.call("1", "secrets", "{}")).body())
                  .doesNotContain("MCP_FLY", token);
            }),
        row(
            24,
            "metadata does not follow the Host",
            on -> {
              String path = "/.well-known/oauth-protected-resource/mcp";
              String own = on.peer.get(path).body();
              String answer =
                  raw(
                      on.relay,
                      "GET "
                          + path
                          + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                          + "X-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n\r\n");
              assertThat(answer).startsWith("HTTP/1.1 200").endsWith(own);
              assertThat(raw(on.relay, "GET /authorize HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                  .startsWith("HTTP/1.1 403");
            }),
        row(
            25,
            "unknown metadata is 404 without a body",
            on -> {
              for (String path :
                  List.of(
                      "openid-configuration",
                      "openid-configuration/mcp",
                      "oauth-authorization-server/mcp",
                      "oauth-protected-resource/other",
                      "oauth-protected-resourcex",
                      "x",
                      "")) {
                HttpResponse<String> answer = on.peer.get("/.well-known/" + path);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.body()).isEmpty();
              }
            }),
        row(
            26,
            "a stream ends with the token that opened it",
            on -> {
              String token = on.peer.tokens(on.peer.client(REDIRECT)).text("access_token");
              HttpPeer session =
                  new HttpPeer(on.relay.uri(), "Authorization", "Bearer " + token).session();
              try (HttpPeer.Stream stream = session.stream()) {
                assertThat(stream.status()).isEqualTo(200);
                on.clock.pass(Duration.ofHours(1));
                assertThat(stream.next("END")).isEqualTo("END");
              }
            }));
  }

  // ---- tokens of an existing issuer ----

  /** An attempt with tokens of a foreign issuer. */
  private interface Attempt {
    void run(Foreign on) throws Exception;
  }

  private static final class Foreign implements AutoCloseable {
    final FakeIssuer issuer = new FakeIssuer();
    final HeldClock clock = new HeldClock();
    final Relay relay;
    final SignInPeer peer;

    Foreign(UnaryOperator<OAuthIssuer> more) throws Exception {
      Relay.Builder builder =
          Relay.stdio(ToyServerMain.command())
              .port(0)
              .prestart(false)
              .metrics(true)
              .logger(line -> {})
              .scopeRules(ScopeRules.none().tool("write_*", "write"))
              .oauth(more.apply(OAuthIssuer.at(issuer.uri()).scopes("mcp")));
      builder.options().clock = clock;
      relay = builder.start();
      peer = new SignInPeer(relay.baseUri());
    }

    JWTClaimsSet.Builder claims() {
      return issuer.claims(clock.instant(), relay.uri().toString());
    }

    void refused(String token) throws Exception {
      HttpResponse<String> answer = peer.use(token);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
          .contains("error=\"invalid_token\"", "resource_metadata=");
    }

    void refused(JWTClaimsSet.Builder claims) throws Exception {
      refused(FakeIssuer.sign(FakeIssuer.RSA, JWSAlgorithm.RS256, claims.build()));
    }

    void accepted(String token) throws Exception {
      HttpResponse<String> answer = peer.use(token);
      assertThat(answer.statusCode()).as(answer.headers().map().toString()).isEqualTo(200);
    }

    void accepted(JWTClaimsSet.Builder claims) throws Exception {
      accepted(FakeIssuer.sign(FakeIssuer.RSA, JWSAlgorithm.RS256, claims.build()));
    }

    @Override
    public void close() {
      relay.close();
      issuer.close();
    }
  }

  private static DynamicTest foreign(int number, String what, Attempt attempt) {
    return DynamicTest.dynamicTest(
        number + " " + what,
        () -> {
          try (Foreign on = new Foreign(more -> more)) {
            attempt.run(on);
          }
        });
  }

  private static String token(String header, String claims, byte[] signature) {
    return URL.encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + URL.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + "."
        + URL.encodeToString(signature);
  }

  @TestFactory
  Stream<DynamicTest> tokensOfAnIssuer() {
    return Stream.of(
        foreign(
            5,
            "expired tokens, and tokens of the future, are refused",
            on -> {
              Date now = Date.from(on.clock.instant());
              on.refused(on.claims().expirationTime(new Date(now.getTime() - 60_000)));
              on.accepted(on.claims().expirationTime(new Date(now.getTime() - 59_000)));
              on.refused(on.claims().expirationTime(null));
              on.refused(on.claims().notBeforeTime(new Date(now.getTime() + 61_000)));
              on.refused(on.claims().issueTime(new Date(now.getTime() + 61_000)));
              on.accepted(on.claims().notBeforeTime(new Date(now.getTime() + 60_000)));
              String lasting =
                  FakeIssuer.sign(FakeIssuer.EC, JWSAlgorithm.ES256, on.claims().build());
              on.accepted(lasting);
              on.clock.pass(Duration.ofSeconds(661));
              on.refused(lasting);
            }),
        foreign(
            6,
            "a token for another audience is refused",
            on -> {
              on.accepted(on.claims().audience(List.of("other", on.relay.uri().toString())));
              on.refused(on.claims().audience("https://other.example/mcp"));
              on.refused(on.claims().audience((String) null));
              on.refused(on.claims().audience(List.of()));
              on.refused(on.claims().audience(on.relay.uri() + "x"));
            }),
        foreign(
            7,
            "a token of another issuer is refused",
            on -> {
              on.refused(on.claims().issuer("https://evil.example"));
              on.refused(on.claims().issuer(on.issuer.uri() + "/"));
              on.refused(on.claims().issuer(null));
            }),
        foreign(
            8,
            "the key fixes the algorithm",
            on -> {
              String claims = on.claims().build().toString();
              on.refused(token("{\"alg\":\"none\"}", claims, new byte[0]));
              on.refused(token("{\"alg\":\"none\"}", claims, new byte[] {1}));
              SignedJWT confused =
                  new SignedJWT(
                      new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(),
                      on.claims().build());
              confused.sign(
                  new MACSigner(FakeIssuer.RSA.toPublicJWK().toRSAPublicKey().getEncoded()));
              on.refused(confused.serialize());
              on.refused(
                  FakeIssuer.sign(
                      FakeIssuer.EC,
                      new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("rsa-1").build(),
                      on.claims().build()));
            }),
        foreign(
            9,
            "unknown keys cost one fetch",
            on -> {
              JWK other = FakeIssuer.ec("unknown");
              for (int i = 0; i < 100; i++) {
                on.refused(
                    FakeIssuer.sign(other, JWSAlgorithm.ES256, on.claims().jwtID("" + i).build()));
              }
              assertThat(on.issuer.keyFetches.get()).isEqualTo(1);
              on.issuer.keys = List.of(other);
              on.clock.pass(Duration.ofSeconds(31));
              on.accepted(FakeIssuer.sign(other, JWSAlgorithm.ES256, on.claims().build()));
              assertThat(on.issuer.keyFetches.get()).as("rotated").isEqualTo(2);
            }),
        foreign(
            10,
            "keys that a token brings itself are not used",
            on -> {
              JWK own = FakeIssuer.ec("own");
              on.refused(
                  FakeIssuer.sign(
                      own,
                      new JWSHeader.Builder(JWSAlgorithm.ES256)
                          .jwk(own.toPublicJWK())
                          .jwkURL(URI.create("https://evil.example/keys"))
                          .x509CertURL(URI.create("https://evil.example/cert"))
                          .build(),
                      on.claims().build()));
            }),
        foreign(
            11,
            "critical headers that are not understood are refused",
            on ->
                on.refused(
                    FakeIssuer.sign(
                        FakeIssuer.EC,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID("ec-1")
                            .criticalParams(Set.of("x"))
                            .customParam("x", 1)
                            .build(),
                        on.claims().build()))),
        foreign(
            12,
            "signatures of zeros, in DER or of the wrong length are refused",
            on -> {
              String header = "{\"alg\":\"ES256\",\"kid\":\"ec-1\"}";
              String claims = on.claims().build().toString();
              on.refused(token(header, claims, new byte[64]));
              on.refused(token(header, claims, new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}));
              on.refused(token(header, claims, new byte[63]));
              on.refused(token(header, claims, new byte[0]));
            }),
        foreign(
            13,
            "an ID token is no access token",
            on -> {
              on.refused(on.claims().audience("the-client").claim("nonce", "x"));
              on.refused(
                  FakeIssuer.sign(
                      FakeIssuer.EC,
                      new JWSHeader.Builder(JWSAlgorithm.ES256)
                          .keyID("ec-1")
                          .type(new JOSEObjectType("logout+jwt"))
                          .build(),
                      on.claims().build()));
            }),
        foreign(
            22,
            "encrypted tokens and duplicate keys are refused",
            on -> {
              on.refused("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC");
              String doubled =
                  on.claims().build().toString().replaceFirst("\\{", "{\"aud\":\"x\",");
              on.refused(token("{\"alg\":\"ES256\"}", doubled, new byte[64]));
              on.refused(token("{\"alg\":\"ES256\",\"alg\":\"none\"}", "{}", new byte[64]));
              on.refused("a.b.c");
              on.refused("..");
            }),
        foreign(
            20,
            "a token without the scope that all need is told so",
            on -> {
              HttpResponse<String> answer =
                  on.peer.use(
                      FakeIssuer.sign(
                          FakeIssuer.EC,
                          JWSAlgorithm.ES256,
                          on.claims().claim("scope", "other").build()));
              assertThat(answer.statusCode()).isEqualTo(403);
              assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                  .contains("insufficient_scope", "scope=\"mcp\"");
              on.accepted(on.claims().claim("scope", null).claim("scp", List.of("mcp", "x")));
            }),
        DynamicTest.dynamicTest(
            "21 introspection decides, and an issuer that is down lets nobody in",
            () -> {
              try (FakeIssuer elsewhere = new FakeIssuer();
                  Foreign on =
                      new Foreign(
                          more ->
                              more.introspection(
                                  elsewhere.uri().resolve("/introspect"), "me", "p:w"))) {
                on.refused("opaque");
                String good =
                    "{\"active\":true,\"sub\":\"alice\",\"scope\":\"mcp\",\"aud\":\""
                        + on.relay.uri()
                        + "\"}";
                elsewhere.introspection = good;
                on.accepted("opaque");
                on.accepted("opaque");
                assertThat(elsewhere.introspections.get()).as("kept").isEqualTo(2);
                assertThat(elsewhere.introspected.get(0))
                    .isEqualTo("Basic bWU6cCUzQXc= token=opaque&token_type_hint=access_token");
                for (String bad :
                    List.of(
                        good.replace("true", "\"true\""),
                        good.replace(on.relay.uri().toString(), "https://other.example"),
                        good.replace("{", "{\"iss\":\"https://evil.example\","),
                        good.replace("{", "{\"exp\":1,"))) {
                  elsewhere.introspection = bad;
                  on.refused("opaque" + bad.hashCode());
                }
                elsewhere.introspectionStatus = 500;
                HttpResponse<String> down = on.peer.use("other");
                assertThat(down.statusCode()).isEqualTo(503);
                assertThat(down.headers().firstValue("retry-after")).isPresent();
              }
              try (Foreign on = new Foreign(more -> more)) {
                on.issuer.keyStatus = 500;
                String token =
                    FakeIssuer.sign(FakeIssuer.EC, JWSAlgorithm.ES256, on.claims().build());
                for (int i = 0; i < 20; i++) {
                  assertThat(on.peer.use(token).statusCode()).isEqualTo(503);
                }
                assertThat(on.issuer.keyFetches.get()).as("backs off").isEqualTo(1);
                on.issuer.keyStatus = 200;
                on.clock.pass(Duration.ofSeconds(2));
                on.accepted(token);
                on.issuer.keyStatus = 500;
                on.clock.pass(Duration.ofMinutes(9));
                on.accepted(token);
              }
            }));
  }

  @TestFactory
  Stream<DynamicTest> principals() {
    return Stream.of("sub", "email")
        .map(
            claim ->
                DynamicTest.dynamicTest(
                    "the principal is the claim " + claim,
                    () -> {
                      try (Foreign on = new Foreign(more -> more.principalClaim(claim))) {
                        JWTClaimsSet.Builder good = on.claims().claim(claim, "alice@x");
                        on.accepted(good);
                        for (Object bad : List.of("", 7, List.of("a"), "a\nb", "x".repeat(257))) {
                          on.refused(on.claims().claim(claim, bad));
                        }
                        JsonObject resource =
                            JsonObject.parse(
                                on.peer.get("/.well-known/oauth-protected-resource").body());
                        assertThat(resource.texts("authorization_servers"))
                            .containsExactly(on.issuer.uri().toString());
                        assertThat(resource.texts("scopes_supported"))
                            .containsExactly("mcp", "write");
                      }
                    }));
  }
}

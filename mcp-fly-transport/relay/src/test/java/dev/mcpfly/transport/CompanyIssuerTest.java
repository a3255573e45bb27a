package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.mcpfly.transport.auth.OAuthIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay in a company's network, and an authorization server on the internet. */
@Timeout(150)
class CompanyIssuerTest {
  private static final String ISSUER = "https://login.example";
  private static final String AUDIENCE = "https://notes.example/mcp";

  @TempDir Path folder;

  private static void answer(FakeMcp.Request request, FakeMcp.Answer answer) throws Exception {
    switch (request.path()) {
      case "/.well-known/oauth-authorization-server" ->
          answer.json(200, "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + ISSUER + "/keys\"}");
      case "/keys" -> answer.json(200, new JWKSet(List.of(FakeIssuer.EC)).toString());
      case "/introspect" ->
          answer.json(
              200,
              "{\"active\":true,\"sub\":\"alice\",\"scope\":\"mcp\",\"aud\":\""
                  + AUDIENCE
                  + "\",\"iss\":\""
                  + ISSUER
                  + "\"}");
      default -> answer.status(404);
    }
  }

  private static String token() {
    Instant now = Instant.now();
    return FakeIssuer.sign(
        FakeIssuer.EC,
        JWSAlgorithm.ES256,
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject("alice")
            .claim("scope", "mcp")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(600)))
            .build());
  }

  @Test
  void isAskedThroughTheProxyWithItsPassword() throws Exception {
    try (FakeMcp issuer = new FakeMcp(CompanyIssuerTest::answer);
        CompanyProxy proxy =
            CompanyProxy.withPassword(folder, Map.of("login.example", issuer.port()))) {
      assertThat(proxy.run(folder, RelayWithIssuerMain.class, token()).lines())
          .containsExactly("by its keys: 200", "by its word: 200");
      assertThat(proxy.refused()).isEmpty();
      assertThat(proxy.admitted()).isNotEmpty().containsOnly("login.example");
      assertThat(issuer.requests)
          .extracting(FakeMcp.Request::path)
          .containsExactly("/.well-known/oauth-authorization-server", "/keys", "/introspect");
      assertThat(proxy.forwarded()).doesNotContainIgnoringCase("proxy-authorization");
    }
  }

  /** Runs in a separate JVM, which has the variables of the network. */
  static final class RelayWithIssuerMain {
    private RelayWithIssuerMain() {}

    public static void main(String[] args) throws Exception {
      OAuthIssuer issuer = OAuthIssuer.at(URI.create(ISSUER)).audience(AUDIENCE).scopes("mcp");
      System.out.println("by its keys: " + status(issuer, args[0]));
      URI introspection = URI.create(ISSUER + "/introspect");
      System.out.println(
          "by its word: "
              + status(issuer.introspection(introspection, "notes", "secret"), "opaque-token"));
    }

    private static int status(OAuthIssuer issuer, String token) throws Exception {
      try (Relay relay =
          Relay.stdio(ToyServerMain.command())
              .port(0)
              .prestart(false)
              .metrics(true)
              .logger(line -> {})
              .oauth(issuer)
              .start()) {
        return new SignInPeer(relay.baseUri()).use(token).statusCode();
      }
    }
  }
}

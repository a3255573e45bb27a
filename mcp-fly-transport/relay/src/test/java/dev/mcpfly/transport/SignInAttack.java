package dev.mcpfly.transport;

import static dev.mcpfly.transport.SignInPeer.json;
import static dev.mcpfly.transport.SignInPeer.redirected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** One attack on a fresh relay, and the answers that the tables of attacks name. */
final class SignInAttack implements AutoCloseable {
  static final String KEY = "the sealing key of these tests, 32+";

  /** What an attacker tries. */
  interface Attempt {
    void run(SignInAttack on) throws Exception;
  }

  final HeldClock clock = new HeldClock();
  final List<String> log = new ArrayList<>();
  final Relay relay;
  final SignInPeer peer;
  final String origin;

  private SignInAttack(Relay.Builder builder) {
    builder.options().clock = clock;
    relay =
        builder
            .port(0)
            .prestart(false)
            .metrics(true)
            .scopeRules(ScopeRules.none().tool("write_*", "write", "admin"))
            .logger(log::add)
            .start();
    peer = new SignInPeer(relay.baseUri());
    origin = "http://127.0.0.1:" + relay.port();
  }

  static OAuthLogin login() {
    return OAuthLogin.ofUsers(TestUsers.of("me", "secret", "you", "geheim")).key(KEY);
  }

  static SignInAttack start() {
    return start(login());
  }

  static SignInAttack start(OAuthLogin login) {
    return new SignInAttack(Relay.stdio(ToyServerMain.command()).oauth(login));
  }

  static SignInAttack startAs(OAuthLogin login, URI publicUri) {
    return new SignInAttack(Relay.stdio(ToyServerMain.command()).oauth(login).publicUri(publicUri));
  }

  /** A row of a table: a number, what is tried, and how. */
  static DynamicTest row(int number, String what, Attempt attempt) {
    return DynamicTest.dynamicTest(
        number + " " + what,
        () -> {
          try (SignInAttack on = start()) {
            attempt.run(on);
          }
        });
  }

  @Override
  public void close() {
    relay.close();
  }

  // ---- the answers ----

  static HttpResponse<String> page(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("location")).isEmpty();
    assertHtml(response);
    return response;
  }

  static void assertHtml(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(response.headers().firstValue("referrer-policy")).hasValue("same-origin");
    assertThat(response.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(response.body()).doesNotContain("<script");
  }

  void redirects(HttpResponse<String> response, String error) {
    assertThat(redirected(response))
        .containsEntry("", SignInPeer.REDIRECT)
        .containsEntry("error", error)
        .containsEntry("iss", origin)
        .doesNotContainKey("code");
  }

  static void error(HttpResponse<String> response, int status, String error) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).text("error")).isEqualTo(error);
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
    assertThat(response.headers().firstValue("access-control-allow-credentials")).isEmpty();
  }

  void invalidToken(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate").orElse(""))
        .contains("error=\"invalid_token\"", "resource_metadata=\"" + origin);
  }
}

package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.Authenticator.Decision;
import dev.mcpfly.transport.auth.ScopeRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller's own authenticator can do. */
@Timeout(60)
class AuthenticatorTest {
  private static Decision decide(Authenticator.Request request) {
    return switch (request.header("X-User").orElse("")) {
      case "reader" -> Decision.accept("reader").scopes(List.of("read"));
      case "writer" ->
          Decision.accept("writer")
              .scopes(List.of("read", "write"))
              .claims(Map.of("team", "a"))
              .expiresAt(Instant.MAX);
      case "admin" -> Decision.accept("admin");
      case "late" -> Decision.refuse(403, "Custom realm=\"late\"");
      default -> Decision.refuse();
    };
  }

  @Test
  void decidesWithScopesAndChallenges() throws Exception {
    try (Relay relay =
        Relay.stdio(ToyServerMain.command())
            .port(0)
            .logger(line -> {})
            .authenticator(Authenticator.deciding(AuthenticatorTest::decide))
            .scopeRules(ScopeRules.none().tool("te*", "write"))
            .start()) {
      HttpPeer reader = new HttpPeer(relay.uri(), "X-User", "reader").session();
      HttpPeer.Answer refused = reader.post(HttpPeer.call("1", "text", "{}"));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("WWW-Authenticate"))
          .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"write\"");
      for (String user : List.of("writer", "admin")) {
        HttpPeer session = new HttpPeer(relay.uri(), "X-User", user).session();
        assertThat(session.post(HttpPeer.call("1", "text", "{}")).text()).isEqualTo("hello");
      }
      HttpPeer.Answer late = new HttpPeer(relay.uri(), "X-User", "late").send("GET");
      assertThat(late.status()).isEqualTo(403);
      assertThat(late.header("WWW-Authenticate")).isEqualTo("Custom realm=\"late\"");
      HttpPeer.Answer nobody = new HttpPeer(relay.uri()).send("GET");
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void rejectsInconsistentDecisions() {
    assertThatThrownBy(() -> Decision.accept("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Decision.refuse(200, "x"))
        .hasMessageContaining("must be 400, 401, 403, 429 or 503, but was 200");
    assertThatThrownBy(() -> Decision.refuse(401, "a\r\nSet-Cookie: x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rulesMatchMethodsAndToolsByPattern() {
    ScopeRules rules =
        ScopeRules.none()
            .tool("write_*", "write")
            .tool("*_all", "admin", "all")
            .method("resources/*", "read");
    assertThat(rules.required("tools/call", "write_file")).containsExactly("write");
    assertThat(rules.required("tools/call", "write_all")).containsExactly("write", "admin", "all");
    assertThat(rules.required("tools/call", "read")).isEmpty();
    assertThat(rules.required("tools/list", "write_file")).isEmpty();
    assertThat(rules.required("resources/read", "")).containsExactly("read");
    assertThat(rules.scopes()).isEqualTo(Set.of("write", "admin", "all", "read"));
    assertThat(ScopeRules.none().tool("*", "x").required("tools/call", "")).containsExactly("x");
    assertThat(ScopeRules.none().tool("a*b*c", "x").required("tools/call", "aXbYbc"))
        .containsExactly("x");
    assertThat(ScopeRules.none().tool("a*b*c", "x").required("tools/call", "aXbYb")).isEmpty();
    for (String bad : List.of("", "a b", "a\"b", "a\\b", "\u00e9", "a\n")) {
      assertThatThrownBy(() -> ScopeRules.none().tool("*", bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ScopeRules.none().tool("*"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

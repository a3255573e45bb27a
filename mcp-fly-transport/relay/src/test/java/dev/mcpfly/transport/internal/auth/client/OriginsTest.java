package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
  @ParameterizedTest
  @CsvSource({
    "https://H.example/mcp, https://h.example/mcp",
    "HTTPS://h.example:443/, https://h.example",
    "http://h.example:80, http://h.example",
    "https://h.example:8443/a/b/, https://h.example:8443/a/b/",
    "https://h.example/mcp?tenant=1, https://h.example/mcp?tenant=1",
    "https://h.example/mcp#part, https://h.example/mcp"
  })
  void namesResourcesAsSpecified(String server, String resource) {
    assertThat(Origins.resource(URI.create(server))).isEqualTo(resource);
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/mcp, https://h/.well-known/oauth-protected-resource/mcp",
    "https://h, https://h/.well-known/oauth-protected-resource",
    "https://h/, https://h/.well-known/oauth-protected-resource",
    "https://h/a/b/, https://h/.well-known/oauth-protected-resource/a/b"
  })
  void findsWellKnownAddresses(String server, String place) {
    assertThat(Origins.wellKnown(URI.create(server), "oauth-protected-resource"))
        .isEqualTo(URI.create(place));
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/mcp, https://h/mcp, true",
    "https://h, https://h/mcp, true",
    "https://h/, https://h/mcp, true",
    "https://H:443/mcp/, https://h/mcp, true",
    "https://h/a, https://h/a/b, true",
    "https://h/a, https://h/ab, false",
    "https://h/a/b, https://h/a, false",
    "http://h/mcp, https://h/mcp, false",
    "https://h:444/mcp, https://h/mcp, false",
    "https://h.evil/mcp, https://h/mcp, false",
    "https://h/x/../mcp, https://h/mcp, true"
  })
  void knowsWhichResourcesCoverAServer(String resource, String server, boolean covers) {
    assertThat(Origins.covers(URI.create(resource), URI.create(server))).isEqualTo(covers);
  }

  @Test
  void putsOpenIdBehindThePath() {
    assertThat(Origins.appended(URI.create("https://h/t/"), "openid-configuration"))
        .isEqualTo(URI.create("https://h/t/.well-known/openid-configuration"));
  }
}

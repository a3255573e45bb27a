package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  @Test
  void readsDockerHubsChallenge() {
    assertThat(
            Challenge.parse(
                List.of(
                    "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:library/golang:pull,push\"")))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://auth.docker.io/token",
                    "service", "registry.docker.io",
                    "scope", "repository:library/golang:pull,push")));
  }

  @Test
  void readsSeveralChallengesInOneFieldAndInSeveral() {
    assertThat(
            Challenge.parse(
                List.of(
                    "Basic realm=a, BEARER Realm = \"b\\\"c\" , x=y",
                    "Negotiate",
                    "Digest q=\"1\"")))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a")),
            new Challenge("bearer", Map.of("realm", "b\"c", "x", "y")),
            new Challenge("negotiate", Map.of()),
            new Challenge("digest", Map.of("q", "1")));
  }

  @Test
  void toleratesMalformedHeaders() {
    assertThat(
            Challenge.parse(
                List.of("", ",,", "=", "\"", "Bearer realm=\"open", "a = ", "Basic =x\"", "Basic")))
        .extracting(Challenge::scheme)
        .containsExactly("bearer", "basic");
  }
}

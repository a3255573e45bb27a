package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
  private static Challenge only(String header) {
    return Challenge.bearer(List.of(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer resource_metadata=\"https://h/x\", scope=\"a b\"",
        "bearer scope=\"a b\",resource_metadata=\"https://h/x\"",
        "BEARER   realm=\"r, Bearer scope=\\\"no\\\"\" , scope = \"a b\" ,"
            + " resource_metadata=https://h/x",
        "Basic realm=\"x\", Bearer resource_metadata=\"https://h/x\", scope=\"a b\"",
        "Negotiate abc==, Bearer resource_metadata=\"https://h/x\", scope=\"a b\"",
        "Bearer scope=\"other\", Bearer resource_metadata=\"https://h/x\", scope=\"a b\"",
      })
  void readsParameters(String header) {
    Challenge challenge = only(header);
    assertThat(challenge.resourceMetadata()).isEqualTo("https://h/x");
    assertThat(challenge.scopes()).containsExactly("a", "b");
  }

  @Test
  void readsHeadersThatComeOnSeveralLines() {
    Challenge challenge =
        Challenge.bearer(List.of("Basic realm=\"x\"", "Bearer error=\"insufficient_scope\""));
    assertThat(challenge.isInsufficientScope()).isTrue();
    assertThat(challenge.resourceMetadata()).isNull();
  }

  @Test
  void distinguishesAChallengeWithoutParametersFromOtherSchemes() {
    assertThat(Challenge.bearer(List.of())).isSameAs(Challenge.SILENT);
    assertThat(Challenge.bearer(List.of(""))).isSameAs(Challenge.SILENT);
    assertThat(Challenge.bearer(List.of("Basic realm=\"x\""))).isNull();
    assertThat(Challenge.bearer(List.of("Digest realm=\"Bearer x\""))).isNull();
  }

  @Test
  void leavesOutInvalidScopes() {
    assertThat(only("Bearer scope=\"a  \u0007 b\u001b \\\"q\\\" c \u00e9 a\"").scopes())
        .containsExactly("a", "c");
  }

  @Test
  void ignoresRepeatedParameters() {
    assertThat(only("Bearer scope=\"a\", scope=\"b\"").scopes()).containsExactly("a");
  }

  @Test
  void terminatesOnAnyText() {
    long seed = Long.getLong("mcp.challenge.seed", 20_261_128);
    Random random = new Random(seed);
    String letters = "Bearer scope=\"a,b\\ \t=/;resource_metadata";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Challenge challenge = only(text.toString());
      assertThat(challenge == null || challenge.scopes().stream().allMatch(Challenge::isScope))
          .as("seed %d: %s", seed, text)
          .isTrue();
    }
    assertThat(only("Bearer ".repeat(100_000))).isNotNull();
  }
}

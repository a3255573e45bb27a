package dev.mcpfly.transport;

import static dev.mcpfly.transport.SignInPeer.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tokens, codes, client ids and redirect URIs that were changed at random: none is accepted, and
 * none costs more than a 4xx. The build tries some thousands; {@code -Dmcp.mutations=1000000} and
 * {@code -Dmcp.mutations.seed} try others.
 */
@Timeout(7200)
class SignInMutationsTest {
  private static final int COUNT = Integer.getInteger("mcp.mutations", 4000);
  private static final long SEED = Long.getLong("mcp.mutations.seed", 20261128L);

  private final Random random = new Random(SEED);

  private String mutate(String text) {
    StringBuilder out = new StringBuilder(text);
    String letters = "ABCxyz019-_./:?#@%&=+ \\\"'<>~\u00e9\n";
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(Math.max(1, out.length()));
      char letter = letters.charAt(random.nextInt(letters.length()));
      switch (random.nextInt(out.length() < 2 ? 1 : 7)) {
        case 0 -> out.insert(at, letter);
        case 1 -> out.deleteCharAt(at);
        case 2 -> out.setCharAt(at, letter);
        case 3 -> out.setLength(at);
        case 4 -> out.append(out, at, out.length());
        case 5 -> out.setCharAt(at, (char) (out.charAt(at) ^ (1 << random.nextInt(5))));
        default -> {
          int other = random.nextInt(out.length());
          char swapped = out.charAt(at);
          out.setCharAt(at, out.charAt(other));
          out.setCharAt(other, swapped);
        }
      }
    }
    String changed = out.toString();
    // A header's value has no space around it, and an empty parameter is an absent one.
    return changed.strip().equals(text) || changed.isBlank() ? mutate(text) : changed;
  }

  @Test
  void nothingThatWasChangedIsAccepted() throws Exception {
    try (SignInAttack on = SignInAttack.start()) {
      String client = on.peer.client(REDIRECT);
      JsonObject tokens = on.peer.tokens(client);
      String access = tokens.text("access_token");
      String refresh = tokens.text("refresh_token");
      String code = on.peer.code(client);
      for (int i = 0; i < COUNT; i++) {
        String what = "seed " + SEED + ", number " + i;
        HttpResponse<String> answer =
            switch (i % 5) {
              case 0 -> on.peer.use(mutate(access).replaceAll("[^ -~]", "?"));
              case 1 -> on.peer.refresh(client, mutate(refresh));
              case 2 -> on.peer.exchange(client, mutate(code));
              case 3 -> on.peer.get(on.peer.authorizeUrl(mutate(client)));
              default ->
                  on.peer.get(on.peer.authorizeUrl(client, "redirect_uri", mutate(REDIRECT)));
            };
        if (answer.statusCode() == 429) {
          on.clock.pass(Duration.ofSeconds(2));
        }
        assertThat(answer.statusCode()).as(what + ": " + answer.uri()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("location")).as(what).isEmpty();
      }
    }
    // What was changed did not use up what was not.
    try (SignInAttack on = SignInAttack.start()) {
      String client = on.peer.client(REDIRECT);
      String code = on.peer.code(client);
      for (int i = 0; i < 100; i++) {
        assertThat(on.peer.exchange(client, mutate(code)).statusCode()).isEqualTo(400);
      }
      assertThat(on.peer.exchange(client, code).statusCode()).isEqualTo(200);
    }
  }
}

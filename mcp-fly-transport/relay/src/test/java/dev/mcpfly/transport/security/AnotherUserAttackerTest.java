package dev.mcpfly.transport.security;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.Fronts;
import dev.mcpfly.transport.HttpPeer;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.StdioServerMain;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another user of the same relay, who wants what is not theirs. */
@Timeout(120)
class AnotherUserAttackerTest {
  private static String basic(String user) {
    return "Basic "
        + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void cannotUseASessionOfAMountedRelayFromAWebPage() throws Exception {
    Relay.Builder relay =
        Relay.stdio(StdioServerMain.command()).allowedOrigin("https://app.example");
    Fronts.jdk(
        relay,
        root -> {
          HttpPeer alice =
              new HttpPeer(
                      root.resolve("/app/mcp"),
                      "Authorization",
                      basic("alice"),
                      "Origin",
                      "https://app.example")
                  .session();
          HttpPeer bob = alice.with("Authorization", basic("bob"));
          assertThat(bob.post(call("1", "pid", "{}")).status()).isEqualTo(404);
          assertThat(bob.send("DELETE").status()).isEqualTo(404);
          assertThat(alice.post(call("1", "pid", "{}")).status()).isEqualTo(200);
        });
  }
}

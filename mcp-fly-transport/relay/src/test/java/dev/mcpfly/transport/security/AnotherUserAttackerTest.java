package dev.mcpfly.transport.security;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.ChildPolicy;
import dev.mcpfly.transport.Fronts;
import dev.mcpfly.transport.HttpPeer;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayLimits;
import dev.mcpfly.transport.StdioServerMain;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another user of the same relay, who wants what is not theirs. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // calls that are held until the end of a test
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

  private static Relay shared() {
    return Relay.stdio(StdioServerMain.command())
        .port(0)
        .childPolicy(ChildPolicy.shared())
        .principal("alice", "a")
        .principal("bob", "b")
        .start();
  }

  private static HttpPeer peer(URI uri, String token) {
    return new HttpPeer(uri, "Authorization", "Bearer " + token);
  }

  @Test
  void cannotForgeAnAnswerOrACancellationInAnArray() throws Exception {
    try (Relay relay = shared()) {
      HttpPeer alice = peer(relay.uri(), "a").session();
      HttpPeer bob =
          new HttpPeer(
              relay.baseUri(), "Authorization", "Bearer b", "User-Agent", "mcp-bridge-client");
      assertThat(bob.post(HttpPeer.initialize("2025-03-26")).status()).isEqualTo(202);
      try (Stream asked = alice.postStream(call("1", "ask", "{}"))) {
        assertThat(asked.data()).contains("q-1");
        // The child knows alice's call by one of these ids.
        for (int id = 1; id < 10; id++) {
          String forged =
              "[{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"forged\"}},"
                  + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
                  + "{\"requestId\":"
                  + id
                  + "}}]";
          assertThat(bob.post(forged).status()).isEqualTo(202);
        }
        alice.post("{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"true\"}}");
        assertThat(asked.data()).contains("true").doesNotContain("forged");
      }
      assertThat(alice.post(call("2", "cancelled", "{}")).text()).isEmpty();
    }
  }

  @Test
  void cannotPassAnArrayOfInvalidMessages() throws Exception {
    try (Relay relay = shared()) {
      HttpPeer bob = peer(relay.baseUri(), "b");
      for (String body : List.of("[]", "[[]]", "[1]", "[{\"id\":1}]", "[" + "[".repeat(500))) {
        assertThat(bob.post(body).status()).as(body).isEqualTo(400);
      }
      String many = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},".repeat(1_001);
      assertThat(bob.post("[" + many.substring(0, many.length() - 1) + "]").status())
          .isEqualTo(400);
    }
  }

  @Test
  void doesNotReceiveQuestionsForAUserWhoLeft() throws Exception {
    try (Relay relay = shared()) {
      HttpPeer alice = peer(relay.uri(), "a").session();
      HttpPeer bob = peer(relay.uri(), "b").session();
      alice.hold("1");
      alice.send("DELETE");
      // Nothing proves that this question is bob's, although he is the only one who is left.
      assertThat(bob.post(call("1", "ask", "{}")).last()).contains("\"text\":\"error\"");
    }
  }

  @Test
  void doesNotReadOrCancelTheTasksOfAnother() throws Exception {
    try (Relay relay = shared()) {
      peer(relay.uri(), "a").session().post(call("1", "echo", "{}"));
      HttpPeer bob = peer(relay.uri(), "b").session();
      bob.post(call("1", "echo", "{}"));
      for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel", "tasks/list")) {
        String body =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\""
                + method
                + "\",\"params\":{\"taskId\":\"of-alice\"}}";
        // The server itself would answer with its own error, and the method as data.
        assertThat(bob.post(body).last()).contains("\"error\"").doesNotContain("\"data\"");
      }
    }
  }

  private static Relay limited(RelayLimits limits, ChildPolicy policy) {
    return Relay.stdio(StdioServerMain.command())
        .port(0)
        .childPolicy(policy)
        .limits(limits)
        .principal("alice", "a")
        .principal("bob", "b")
        .start();
  }

  @Test
  void cannotTakeEverySession() throws Exception {
    RelayLimits limits = RelayLimits.ofDefaults().sessions(8);
    try (Relay relay = limited(limits, ChildPolicy.shared())) {
      HttpPeer alice = peer(relay.uri(), "a");
      HttpPeer first = alice.session();
      first.hold("1");
      alice.session().postLater(call("1", "hold", "{}"));
      first.awaitHeld(2);
      Answer third = alice.post(HttpPeer.initialize("2025-11-25"));
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.header("Retry-After")).isNotEmpty();
      assertThat(peer(relay.uri(), "b").session().post(call("1", "echo", "{}")).status())
          .isEqualTo(200);
      // Her own idle session makes room for her next one.
      first.release();
      first.awaitHeld(0);
      alice.session();
    }
  }

  @Test
  void cannotTakeEveryServer() throws Exception {
    RelayLimits limits = RelayLimits.ofDefaults().children(2);
    try (Relay relay = limited(limits, ChildPolicy.perSession())) {
      HttpPeer alice = peer(relay.uri(), "a");
      alice.session().hold("1");
      Answer second = alice.post(HttpPeer.initialize("2025-11-25"));
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.body()).contains("end a session first");
      assertThat(peer(relay.uri(), "b").session().post(call("1", "echo", "{}")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void cannotHaveMoreCallsInFlightThanItsShare() throws Exception {
    RelayLimits limits = RelayLimits.ofDefaults().callsPerPrincipal(4);
    try (Relay relay = limited(limits, ChildPolicy.shared())) {
      HttpPeer alice = peer(relay.uri(), "a").session();
      HttpPeer bob = peer(relay.uri(), "b").session();
      for (int i = 1; i <= 3; i++) {
        alice.hold("" + i);
      }
      alice.postLater(call("4", "hold", "{}"));
      bob.awaitHeld(4);
      Answer fifth = alice.post(call("5", "echo", "{}"));
      assertThat(fifth.status()).isEqualTo(503);
      assertThat(fifth.errorCode()).isEqualTo(-32000);
      bob.release();
      bob.awaitHeld(0);
      assertThat(alice.post(call("6", "echo", "{}")).status()).isEqualTo(200);
    }
  }
}

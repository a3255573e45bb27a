package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several sessions at one server: none hears another's. */
@Timeout(120)
class RelaySharedTest {
  private static Relay.Builder shared() {
    return Relay.stdio(StdioServerMain.command())
        .port(0)
        .childPolicy(ChildPolicy.shared())
        .principal("alice", "a")
        .principal("bob", "b");
  }

  private static HttpPeer session(Relay relay, String token) throws Exception {
    return new HttpPeer(relay.uri(), "Authorization", "Bearer " + token).session();
  }

  @Test
  void distinguishesEqualIdsAndTokensOfDifferentClients() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer bob = session(relay, "b");
      assertThat(alice.post(call("0", "pid", "{}")).text())
          .isEqualTo(bob.post(call("0", "pid", "{}")).text());
      String meta = "\"progressToken\":\"same\"";
      var first = alice.postLater(call("1", "progress", "{\"count\":50}", meta));
      var second = bob.postLater(call("1", "progress", "{\"count\":70}", meta));
      assertThat(first.get(30, TimeUnit.SECONDS).events()).hasSize(51);
      assertThat(second.get(30, TimeUnit.SECONDS).events())
          .hasSize(71)
          .allMatch(event -> event.contains("\"same\"") || event.contains("\"id\":1"));
    }
  }

  @Test
  void endsTheServerOfAPrincipalWithoutSessions() throws Exception {
    try (Relay relay =
        shared()
            .childPolicy(ChildPolicy.perPrincipal())
            .limits(RelayLimits.ofDefaults().sessionIdle(Duration.ofSeconds(5)))
            .start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer again = session(relay, "a");
      String pid = alice.post(call("1", "pid", "{}")).text();
      assertThat(again.post(call("1", "pid", "{}")).text()).isEqualTo(pid);
      assertThat(session(relay, "b").post(call("1", "pid", "{}")).text()).isNotEqualTo(pid);
      // The relay's limit, and not this wait, decides when that is.
      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().onExit().get(60, TimeUnit.SECONDS);
      assertThat(session(relay, "a").post(call("1", "pid", "{}")).text()).isNotEqualTo(pid);
    }
  }

  @Test
  void initializesTheServerOnce() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      session(relay, "b");
      session(relay, "a");
      assertThat(alice.post(call("1", "seen", "{}")).text())
          .isEqualTo("initialize,notifications/initialized");
    }
  }

  @Test
  void passesAnInvalidLogLevelToTheServer() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      for (String params : List.of("{}", "{\"level\":null}", "{\"level\":\"loud\"}")) {
        String setLevel =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":"
                + params
                + "}";
        assertThat(alice.post(setLevel).status()).as(params).isEqualTo(200);
      }
      assertThat(alice.post(call("2", "echo", "{}")).text()).isEqualTo("{}");
    }
  }

  @Test
  void cancelsOnlyTheCallersOwnRequests() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer bob = session(relay, "b");
      var call = alice.hold("5");
      bob.post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
      alice.release();
      assertThat(call.get(30, TimeUnit.SECONDS).text()).isEqualTo("released");
      assertThat(bob.post(call("6", "cancelled", "{}")).text()).isEmpty();
    }
  }

  @Test
  void dropsMessagesThatMayBelongToAnotherPrincipal() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer bob = session(relay, "b");
      try (Stream toAlice = alice.stream();
          Stream toBob = bob.stream()) {
        // Two clients have calls in flight: whose log this is cannot be told.
        var slow = bob.hold("1");
        Answer logged = alice.post(call("1", "log", "{\"data\":\"SECRET-A\"}"));
        assertThat(logged.text()).isEqualTo("logged");
        // Neither is a question of the server's.
        assertThat(alice.post(call("2", "ask", "{}")).last()).contains("\"text\":\"error\"");
        bob.release();
        assertThat(slow.get(30, TimeUnit.SECONDS).body()).doesNotContain("SECRET-A");
        alice.post(call("3", "changed", "{}"));
        // What is everybody's comes to everybody, and is the first that comes.
        assertThat(toBob.data()).contains("list_changed");
        assertThat(toAlice.data()).contains("list_changed");
        // Alone in flight, it may still come from what bob had done before.
        assertThat(alice.post(call("4", "log", "{\"data\":\"SECRET-A\"}")).body())
            .contains("logged")
            .doesNotContain("SECRET-A");
      }
    }
  }

  @Test
  void acceptsAnAnswerOnlyFromTheClientThatWasAsked() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer bob = session(relay, "b");
      try (Stream stream = alice.postStream(call("1", "ask", "{}"))) {
        assertThat(stream.data()).contains("q-1");
        bob.post("{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"forged\"}}");
        alice.post("{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"true\"}}");
        assertThat(stream.data()).contains("true").doesNotContain("forged");
      }
    }
  }

  @Test
  void restartsASharedServerThatCrashed() throws Exception {
    try (Relay relay = shared().start()) {
      HttpPeer alice = session(relay, "a");
      HttpPeer bob = session(relay, "b");
      var pending = bob.hold("1");
      assertThat(alice.post(call("1", "crash", "{}")).errorCode()).isEqualTo(-32603);
      assertThat(pending.get(30, TimeUnit.SECONDS).errorCode()).isEqualTo(-32603);
      assertThat(bob.post(call("2", "echo", "{}")).status()).isEqualTo(404);
      HttpPeer again = null;
      for (int i = 0; i < 600 && again == null; i++) {
        Answer answer =
            new HttpPeer(relay.uri(), "Authorization", "Bearer b")
                .post(HttpPeer.initialize("2025-11-25"));
        if (answer.status() == 200) {
          again =
              new HttpPeer(
                  relay.uri(),
                  "Authorization",
                  "Bearer b",
                  "Mcp-Session-Id",
                  answer.header("Mcp-Session-Id"));
        } else {
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.header("Retry-After")).isNotEmpty();
          Thread.sleep(100);
        }
      }
      assertThat(again).isNotNull();
      assertThat(again.post(call("1", "echo", "{}")).text()).isEqualTo("{}");
    }
  }

  @Test
  void spreadsSessionsOverAPoolAndKeepsPrincipalsApartIfAsked() throws Exception {
    try (Relay relay = shared().childPolicy(ChildPolicy.pool(2)).start()) {
      Set<String> pids = new HashSet<>();
      for (String token : List.of("a", "a", "b", "b")) {
        pids.add(session(relay, token).post(call("1", "pid", "{}")).text());
      }
      assertThat(pids).hasSize(2);
    }
    try (Relay relay = shared().childPolicy(ChildPolicy.perPrincipal()).start()) {
      String alice = session(relay, "a").post(call("1", "pid", "{}")).text();
      assertThat(session(relay, "a").post(call("1", "pid", "{}")).text()).isEqualTo(alice);
      assertThat(session(relay, "b").post(call("1", "pid", "{}")).text()).isNotEqualTo(alice);
    }
  }
}

package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not begin anew on 404, and a relay that was restarted under them. */
@Timeout(120)
class RelayRestoredSessionsTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command())
        .port(0)
        .principal("ada", "a")
        .principal("bob", "b");
  }

  private static HttpPeer peer(Relay relay, String token) {
    return new HttpPeer(relay.uri(), "Authorization", "Bearer " + token);
  }

  /** The id of a session at a relay that is gone when this returns. */
  private static String lost(Relay.Builder builder) throws Exception {
    try (Relay relay = builder.start()) {
      Answer answer = peer(relay, "a").post(HttpPeer.initialize("2025-06-18"));
      assertThat(answer.status()).isEqualTo(200);
      return answer.header("Mcp-Session-Id");
    }
  }

  @Test
  void restoresALostSessionWithTheRightKey() throws Exception {
    String id = lost(relay().sessionKey(KEY));
    assertThat(id).matches("[\\x21-\\x7E]+").doesNotContain("clientInfo");
    try (Relay relay = relay().sessionKey(KEY).start()) {
      HttpPeer session = peer(relay, "a").with("Mcp-Session-Id", id);
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            session.postLater(call("" + i, "seen", "{}"), "MCP-Protocol-Version", "2025-06-18"));
      }
      for (CompletableFuture<Answer> each : answers) {
        Answer answer = each.get(60, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).as("once").isEqualTo("initialize,notifications/initialized");
      }
      assertThat(new HttpPeer(relay.baseUri().resolve("/readyz")).send("GET").body())
          .contains("sessions: 1 of");
    }
  }

  @Test
  void opensAStreamOfALostSessionWithoutItsEvents() throws Exception {
    String id = lost(relay().sessionKey(KEY));
    try (Relay relay = relay().sessionKey(KEY).start()) {
      HttpPeer session = peer(relay, "a").with("Mcp-Session-Id", id);
      try (Stream stream = session.stream("Last-Event-ID", "0-17")) {
        assertThat(stream.status()).isEqualTo(200);
        session.post(call("1", "changed", "{}"));
        assertThat(stream.data()).contains("list_changed");
      }
    }
  }

  @Test
  void doesNotRestoreWithoutTheKeyTheOptionOrThePrincipal() throws Exception {
    String id = lost(relay().sessionKey(KEY));
    String plain = lost(relay());
    String body = call("1", "echo", "{}");
    try (Relay none = relay().start();
        Relay other = relay().sessionKey(KEY + "x").start();
        Relay right = relay().sessionKey(KEY).start()) {
      assertThat(peer(none, "a").post(body, "Mcp-Session-Id", id).status()).isEqualTo(404);
      assertThat(peer(other, "a").post(body, "Mcp-Session-Id", id).status()).isEqualTo(404);
      assertThat(peer(right, "b").post(body, "Mcp-Session-Id", id).status()).isEqualTo(404);
      assertThat(peer(right, "a").post(body, "Mcp-Session-Id", plain).status()).isEqualTo(404);
      String changed = id.substring(0, id.length() - 2) + (id.endsWith("AA") ? "BB" : "AA");
      assertThat(peer(right, "a").post(body, "Mcp-Session-Id", changed).status()).isEqualTo(404);
      assertThat(peer(right, "a").post(body, "Mcp-Session-Id", "r1.x").status()).isEqualTo(404);
    }
  }

  @Test
  void doesNotRestoreASessionThatTheClientEnded() throws Exception {
    try (Relay relay = relay().sessionKey(KEY).start()) {
      HttpPeer session = peer(relay, "a").session();
      assertThat(session.send("DELETE").status()).isEqualTo(200);
      assertThat(session.post(call("1", "echo", "{}")).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"subscribes", "tasks"})
  void doesNotRestoreASessionThatMayHaveHadState(String declared) throws Exception {
    Relay.Builder builder =
        Relay.stdio(StdioServerMain.command(declared))
            .port(0)
            .principal("ada", "a")
            .sessionKey(KEY);
    String id = lost(builder);
    try (Relay relay = builder.start()) {
      for (int i = 0; i < 2; i++) {
        Answer answer = peer(relay, "a").post(call("1", "echo", "{}"), "Mcp-Session-Id", id);
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
      }
      assertThat(peer(relay, "a").session().post(call("1", "echo", "{}")).text()).isEqualTo("{}");
    }
  }

  @Test
  void rejectsAGuessableKey() {
    assertThatThrownBy(() -> relay().sessionKey("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 characters")
        .message()
        .doesNotContain("short\"");
  }
}

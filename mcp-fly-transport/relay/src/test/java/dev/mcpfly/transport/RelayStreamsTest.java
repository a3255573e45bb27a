package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every message of the server goes to the one stream that it belongs to. */
@Timeout(120)
class RelayStreamsTest {
  private static Relay relay;
  private HttpPeer session;

  @BeforeAll
  static void start() {
    relay =
        Relay.stdio(StdioServerMain.command()).port(0).heartbeat(Duration.ofMillis(200)).start();
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  @BeforeEach
  void openSession() throws Exception {
    session = new HttpPeer(relay.uri()).session();
  }

  @Test
  void sendsABurstOfProgressInOrderBeforeTheResult() throws Exception {
    Answer answer =
        session.post(call("1", "progress", "{\"count\":500}", "\"progressToken\":1.50"));
    List<String> events = answer.events();
    assertThat(events).hasSize(501);
    for (int i = 1; i <= 500; i++) {
      assertThat(events.get(i - 1)).contains("\"progressToken\":1.50,\"progress\":" + i + "}");
    }
    assertThat(answer.text()).isEqualTo("done");
    assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
  }

  @Test
  void separatesTheProgressOfConcurrentCalls() throws Exception {
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(
          session.postLater(
              call("" + i, "progress", "{\"count\":30}", "\"progressToken\":\"t" + i + "\"")));
    }
    for (int i = 0; i < 20; i++) {
      List<String> events = calls.get(i).get(60, TimeUnit.SECONDS).events();
      String token = "\"progressToken\":\"t" + i + "\"";
      assertThat(events).hasSize(31);
      assertThat(events.subList(0, 30)).allMatch(event -> event.contains(token));
    }
  }

  @Test
  void passesQuestionsToTheClientAndReturnsItsAnswer() throws Exception {
    try (Stream stream = session.postStream(call("1", "ask", "{}"))) {
      assertThat(stream.next("id: ")).isEqualTo("id: 1-0");
      assertThat(stream.data()).contains("\"id\":\"q-1\"").contains("elicitation/create");
      assertThat(
              session
                  .post("{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"accept\"}}")
                  .status())
          .isEqualTo(202);
      assertThat(stream.data()).contains("\\\"action\\\":\\\"accept\\\"");
      assertThat(stream.next("data: ")).isEqualTo("END");
    }
  }

  @Test
  void sendsUnrelatedMessagesToTheGeneralStreamOnceAClientListens() throws Exception {
    var slow = session.hold("1");
    var other = session.hold("2");
    session.post(call("3", "changed", "{}"));
    session.release();
    assertThat(slow.get(30, TimeUnit.SECONDS).body())
        .doesNotContain("list_changed")
        .contains("released");
    assertThat(other.get(30, TimeUnit.SECONDS).body())
        .doesNotContain("list_changed")
        .contains("released");
    try (Stream stream = session.stream()) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.data()).contains("notifications/tools/list_changed");
      assertThat(stream.next(":")).startsWith(":");
      session.post(call("4", "changed", "{}"));
      assertThat(stream.data()).contains("notifications/tools/list_changed");
    }
  }

  @Test
  void resumesWhereTheClientWasCutOff() throws Exception {
    String last;
    try (Stream stream = session.postStream(call("1", "hold", "{}"))) {
      last = stream.next("id: ").substring(4);
    }
    // Cut off is not cancelled: the answer waits.
    session.release();
    try (Stream stream = session.stream("Last-Event-ID", last)) {
      assertThat(stream.data()).contains("released");
      assertThat(stream.next("data: ")).isEqualTo("END");
    }
    try (Stream again = session.stream("Last-Event-ID", last)) {
      assertThat(again.data()).contains("released");
      assertThat(again.next("data: ")).isEqualTo("END");
    }
    assertThat(session.send("GET", "Accept", "text/event-stream", "Last-Event-ID", "77-1").status())
        .isEqualTo(400);
  }

  @Test
  void keepsItsPlaceWhenItIsCutOffAgainBeforeAnEvent() throws Exception {
    String place;
    try (Stream stream = session.postStream(call("1", "hold", "{}"))) {
      place = stream.next("id: ").substring(4);
    }
    for (int i = 0; i < 3; i++) {
      try (Stream again = session.stream("Last-Event-ID", place)) {
        // Clients take their place from what came on this very connection.
        place = again.next("id: ").substring(4);
        assertThat(again.next("data:")).isEqualTo("data: ");
      }
    }
    session.release();
    try (Stream last = session.stream("Last-Event-ID", place)) {
      assertThat(last.data()).contains("released");
    }
  }

  @Test
  void sendsNoEmptyEventToClientsOfOlderRevisions() throws Exception {
    HttpPeer older = new HttpPeer(relay.uri()).session("2025-06-18");
    older.post(call("1", "progress", "{\"count\":2}", "\"progressToken\":\"a\""));
    try (Stream stream = older.stream("Last-Event-ID", "1-1")) {
      assertThat(stream.next("data:")).contains("\"progress\":2");
    }
  }

  @Test
  void replaysOnlyTheLaterEventsOfTheSameStream() throws Exception {
    session.post(call("1", "progress", "{\"count\":3}", "\"progressToken\":\"a\""));
    session.post(call("2", "progress", "{\"count\":3}", "\"progressToken\":\"b\""));
    try (Stream stream = session.stream("Last-Event-ID", "1-2")) {
      assertThat(stream.data()).contains("\"progressToken\":\"a\",\"progress\":3}");
      assertThat(stream.data()).contains("\"id\":1");
      assertThat(stream.next("data: ")).isEqualTo("END");
    }
  }

  @Test
  void cancelsAtTheServerAndEndsTheStream() throws Exception {
    try (Stream stream = session.postStream(call("77", "sleep", "{\"millis\":60000}"))) {
      assertThat(stream.next("id: ")).startsWith("id: ");
      session.post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":77}}");
      assertThat(stream.next("data: {")).isEqualTo("END");
    }
    assertThat(session.post(call("78", "cancelled", "{}")).text()).isEqualTo("77");
  }

  @Test
  void givesEachSessionItsOwnServer() throws Exception {
    HttpPeer other = new HttpPeer(relay.uri()).session();
    assertThat(other.post(call("1", "pid", "{}")).text())
        .isNotEqualTo(session.post(call("1", "pid", "{}")).text());
    try (Stream stream = other.stream()) {
      session.post(call("2", "changed", "{}"));
      other.post(call("2", "log", "{\"data\":\"own\"}"));
      session.post(call("3", "changed", "{}"));
      other.post(call("3", "changed", "{}"));
      // The log went with its call; what the other session caused never comes here.
      assertThat(stream.data()).contains("list_changed");
      other.send("DELETE");
      assertThat(stream.next("data: {")).isEqualTo("END");
    }
  }
}

package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.internal.JsonMembers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through a session, and what HTTP says about it. */
@Timeout(120)
class RelaySessionTest {
  private static Relay relay;
  private static HttpPeer client;
  private static HttpPeer session;

  @BeforeAll
  static void start() throws Exception {
    relay = Relay.stdio(StdioServerMain.command()).port(0).start();
    client = new HttpPeer(relay.uri());
    session = client.session();
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  @Test
  void passesTheServersOwnAnswerToInitialize() throws Exception {
    Answer answer = client.post(HttpPeer.initialize("2025-06-18"));
    assertThat(answer.body())
        .contains("\"protocolVersion\":\"2025-06-18\"")
        .contains("\"x\":{\"y\":1}");
    assertThat(answer.header("Mcp-Session-Id")).matches("[\\x21-\\x7E]{20,}");
    HttpPeer other = client.with("Mcp-Session-Id", answer.header("Mcp-Session-Id"));
    assertThat(other.send("DELETE").status()).isEqualTo(200);
    assertThat(other.post(call("1", "echo", "{}")).status()).isEqualTo(404);
    assertThat(other.send("DELETE").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-5",
        "9007199254740993",
        "123456789012345678901234567890",
        "1.5",
        "1e3",
        "\"1\"",
        "\"\"",
        "\"a/b<c>&\"",
        "\"\\u00e9\\n\\ud83d\\ude00\"",
        "\"é😀\u2028\""
      })
  void returnsIdsOfEveryTypeUnchanged(String id) throws Exception {
    Answer answer = session.post(call(id, "echo", "{\"a\":1}"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"id\":" + id + ",");
  }

  @Test
  void passesUnknownMembers() throws Exception {
    String params =
        "{\"big\":123456789012345678901234567890,\"f\":1.10,\"u\":\"\u2028\u2029é\",\"n\":{}}";
    Answer answer =
        session.post("{\"id\":7,\"method\":\"vendor/custom\",\"x\":1,\"params\":" + params + "}");
    assertThat(answer.body()).isEqualTo("{\"id\":7,\"vendor\":[1],\"result\":" + params + "}");
    assertThat(session.post("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"no/such\"}").body())
        .contains("\"code\":-32601")
        .contains("\"data\":\"no/such\"");
  }

  @Test
  void putsPrettyMessagesOnOneLine() throws Exception {
    Answer answer =
        session.post(call("3", "echo", "{\r\n  \"text\" : \"a\\nb\"\n}").replace(",", ",\n"));
    assertThat(answer.text()).contains("\"text\" : \"a\\nb\"");
  }

  @Test
  void passesTwentyFiveMegabytesBothWays() throws Exception {
    int size = 25 << 20;
    Answer sent = session.post(call("4", "size", "{\"text\":\"" + "y".repeat(size) + "\"}"));
    assertThat(sent.text()).isEqualTo("" + size);
    Answer received = session.post(call("5", "blob", "{\"size\":" + size + "}"));
    assertThat(received.text()).hasSize(size);
  }

  @Test
  void answersConcurrentCallsEachWithItsOwnResult() throws Exception {
    var calls =
        java.util.stream.IntStream.range(100, 300)
            .mapToObj(i -> session.postLater(call("" + i, "echo", "{\"n\":" + i + "}")))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      Answer answer = calls.get(i).get(60, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(JsonMembers.of(answer.last()).get("id")).isEqualTo("" + (100 + i));
      assertThat(answer.text()).isEqualTo("{\"n\":" + (100 + i) + "}");
    }
  }

  @Test
  void acknowledgesNotificationsWithoutABody() throws Exception {
    Answer answer =
        session.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void refusesASecondRequestWithAnIdInFlight() throws Exception {
    var first = session.hold("\"twice\"");
    Answer second = session.post(call("\"twice\"", "echo", "{}"));
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.errorCode()).isEqualTo(-32600);
    session.release();
    assertThat(first.get(30, java.util.concurrent.TimeUnit.SECONDS).text()).isEqualTo("released");
  }

  @Test
  void explainsInvalidRequestsInJson() throws Exception {
    assertThat(client.post(call("1", "echo", "{}")).status()).isEqualTo(400);
    assertThat(client.with("Mcp-Session-Id", "unknown").post(call("1", "echo", "{}")).status())
        .isEqualTo(404);
    assertThat(session.post("{nonsense").errorCode()).isEqualTo(-32700);
    assertThat(session.post("[]").status()).isEqualTo(400);
    assertThat(session.post("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}").status())
        .isEqualTo(400);
    assertThat(session.post("{}", "MCP-Protocol-Version", "1999-01-01").status()).isEqualTo(400);
    assertThat(
            session
                .post(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                    "MCP-Protocol-Version",
                    "1999-01-01")
                .status())
        .isEqualTo(400);
    assertThat(session.post("{}", "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(session.post("{}", "Accept", "application/json").status()).isEqualTo(406);
    assertThat(session.send("GET", "Accept", "application/json").status()).isEqualTo(406);
    Answer put = session.send("PUT");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("POST");
    assertThat(put.header("Content-Type")).isEqualTo("application/json");
    assertThat(new HttpPeer(relay.baseUri().resolve("/elsewhere")).send("GET").status())
        .isEqualTo(404);
    assertThat(session.post(HttpPeer.initialize("2025-11-25")).status()).isEqualTo(400);
  }

  @Test
  void acceptsBatchesOnlyInTheRevisionThatHasThem() throws Exception {
    String batch =
        "["
            + call("1", "echo", "{}")
            + ",{\"method\":\"notifications/x\"},"
            + call("2", "echo", "{}")
            + "]";
    assertThat(session.post(batch).status()).isEqualTo(400);
    HttpPeer older = client.session("2025-03-26");
    assertThat(older.post(batch).events()).hasSize(2).anyMatch(event -> event.contains("\"id\":2"));
    assertThat(older.post("[{\"method\":\"notifications/x\"}]").status()).isEqualTo(202);
    assertThat(older.post("[1]").status()).isEqualTo(400);
  }

  @Test
  void reportsItsHealth() throws Exception {
    assertThat(new HttpPeer(relay.baseUri().resolve("/livez")).send("GET").body())
        .isEqualTo("ok\n");
    assertThat(new HttpPeer(relay.baseUri().resolve("/readyz")).send("GET").status())
        .isEqualTo(200);
    assertThat(new HttpPeer(relay.baseUri().resolve("/metrics")).send("GET").status())
        .isEqualTo(404);
    assertThat(relay.isReady()).isTrue();
    assertThat(relay.lastExit()).isEmpty();
  }
}

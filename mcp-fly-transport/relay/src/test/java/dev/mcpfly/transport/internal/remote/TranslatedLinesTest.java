package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with a handshake, and a child that knows none. */
class TranslatedLinesTest {
  private static final String REFUSAL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"no initialize\"}}";

  private final List<String> toChild = new ArrayList<>();
  private final List<String> toClient = new ArrayList<>();
  private final int[] givenUp = new int[1];
  private boolean takes = true;

  private final Child child =
      new Child() {
        @Override
        public long send(byte[] line) {
          assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
          if (takes) {
            toChild.add(new String(line, 0, line.length - 1, UTF_8));
          }
          return takes ? 1 : -1;
        }

        @Override
        public String name() {
          return "child";
        }

        @Override
        public boolean isAlive() {
          return true;
        }

        @Override
        public void stop() {}

        @Override
        public CompletableFuture<ChildExit> onExit() {
          return new CompletableFuture<>();
        }
      };
  private final TranslatedLines lines =
      new TranslatedLines(
          child, message -> toClient.add(new String(message, UTF_8)), () -> givenUp[0]++);

  private static Envelope scan(String json) throws Exception {
    return Envelope.scan(json.getBytes(UTF_8));
  }

  /** The id of the last line to the child. */
  private String lastId() throws Exception {
    return scan(toChild.get(toChild.size() - 1)).raw(Member.ID);
  }

  private void deliver(String json) {
    lines.deliver(json.getBytes(UTF_8));
  }

  private void receive(String json) {
    lines.receive(json.getBytes(UTF_8));
  }

  @BeforeEach
  void begin() throws Exception {
    lines.begin(
        scan(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"),
        REFUSAL.getBytes(UTF_8));
  }

  private void discovered() throws Exception {
    assertThat(toChild.get(0)).contains("server/discover");
    deliver(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + lastId()
            + ",\"result\":{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"modern\",\"version\":\"1\"}}}");
    assertThat(toClient).hasSize(1);
    assertThat(toClient.remove(0)).contains("\"id\":1").contains("modern").contains("2025-11-25");
    receive("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    toChild.clear();
  }

  @Test
  void translatesTheHandshakeAndCalls() throws Exception {
    discovered();
    receive(
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}");
    assertThat(toChild).hasSize(1);
    assertThat(scan(toChild.get(0)).text(Member.META_PROTOCOL_VERSION)).isEqualTo("2026-07-28");
    deliver("{\"jsonrpc\":\"2.0\",\"id\":" + lastId() + ",\"result\":{\"content\":[]}}");
    assertThat(toClient).hasSize(1);
    assertThat(toClient.get(0)).contains("\"id\":\"a\"").contains("\"content\":[]");
    assertThat(givenUp[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"error\":{\"code\":-32601,\"message\":\"m\"}",
        "\"error\":{\"code\":-32022,\"message\":\"m\"}",
        "\"error\":\"no\""
      })
  void givesUpAndPassesTheRefusalOfAChildThatKnowsNeither(String outcome) throws Exception {
    deliver("{\"jsonrpc\":\"2.0\",\"id\":" + lastId() + "," + outcome + "}");
    assertThat(toClient).containsExactly(REFUSAL);
    assertThat(givenUp[0]).isEqualTo(1);
  }

  @Test
  void answersEachIdOnce() throws Exception {
    discovered();
    receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + lastId() + ",\"result\":{\"tools\":[]}}";
    deliver(answer);
    deliver(answer);
    deliver("{\"jsonrpc\":\"2.0\",\"id\":\"unknown\",\"result\":{}}");
    deliver("not json");
    assertThat(toClient).hasSize(1);
  }

  @Test
  void aCallThatTheChildDoesNotTakeFails() throws Exception {
    discovered();
    takes = false;
    receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
    assertThat(toClient).hasSize(1);
    assertThat(toClient.get(0)).contains("\"id\":2").contains("accepts no messages now");
  }

  @Test
  void passesACancellationUnderTheIdThatTheChildKnows() throws Exception {
    discovered();
    receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}");
    String id = lastId();
    receive(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
    assertThat(toChild.get(1)).contains("notifications/cancelled").contains("\"requestId\":" + id);
    deliver("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    receive(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9}}");
    assertThat(toClient).isEmpty();
  }

  @Test
  void anAnswerThatIsTooLongFailsItsCall() throws Exception {
    discovered();
    receive("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}");
    assertThat(lines.oversized("\"none\"", 99)).isFalse();
    assertThat(lines.oversized(null, 99)).isFalse();
    assertThat(lines.oversized(lastId(), 99)).isTrue();
    assertThat(lines.oversized(lastId(), 99)).isFalse();
    assertThat(toClient).hasSize(1);
    assertThat(toClient.get(0)).contains("\"id\":2").contains("99 bytes");
  }

  @Test
  void hidesTheSubscriptionThatTheClientDoesNotKnow() throws Exception {
    discovered();
    deliver(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
            + "\"params\":{}}");
    deliver(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{"
            + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7,\"other\":1}}}");
    assertThat(toClient).hasSize(1);
    assertThat(toClient.get(0)).contains("list_changed").contains("\"other\":1");
    assertThat(toClient.get(0)).doesNotContain("subscriptionId");
  }
}

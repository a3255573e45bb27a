package dev.mcpfly.transport;

import static dev.mcpfly.transport.RelayStickyTest.assertSentOn;
import static dev.mcpfly.transport.RelayStickyTest.relay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of the stateless revision come back with leads them to its Machine. */
@Timeout(120)
class RelayStickyTasksTest {
  private static final String THERE = "instance=m1aa;timeout=5s;fallback=force_self";
  private static final String[] IN_VAIN = {
    "fly-replay-failed", "instance=m1aa;reason=no_candidate"
  };

  private static Relay home;
  private static Relay other;
  private static Relay older;
  private static Relay olderOther;

  @BeforeAll
  static void start() {
    home = relay("m1aa", "modern").start();
    other = relay("m2bb", "modern").start();
    older = relay("m1aa").start();
    olderOther = relay("m2bb").start();
  }

  @AfterAll
  static void stop() {
    home.close();
    other.close();
    older.close();
    olderOther.close();
  }

  private static HttpPeer peer(Relay relay, String method, String name, String token) {
    HttpPeer peer =
        new HttpPeer(
            relay.uri(),
            "Authorization",
            "Bearer " + token,
            "MCP-Protocol-Version",
            "2026-07-28",
            "Mcp-Method",
            method);
    return name.isEmpty() ? peer : peer.with("Mcp-Name", name);
  }

  private static HttpPeer peer(Relay relay, String method, String name) {
    return peer(relay, method, name, "a");
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\""
        + method
        + "\",\"params\":{"
        + params
        + ",\"_meta\":{"
        + RelayStatelessTest.META
        + "}}}";
  }

  private static String tool(String name, String arguments, String... more) {
    return request(
        "tools/call",
        "\"name\":\"" + name + "\",\"arguments\":" + arguments + String.join("", more));
  }

  private static Map<String, String> result(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMembers.of(JsonMembers.of(answer.last()).get("result"));
  }

  private static String task(Relay relay) throws Exception {
    Answer answer = peer(relay, "tools/call", "task").post(tool("task", "{}"));
    return JsonMembers.text(result(answer).get("taskId"));
  }

  private static String about(String task) {
    return request("tasks/get", "\"taskId\":" + Json.quote(task));
  }

  @Test
  void routesATaskToItsMachineWhereTheServerSeesItsOwnId() throws Exception {
    String task = task(home);
    assertThat(task).matches("[\\x21-\\x7E]+").contains(".m1aa.").doesNotContain("t-9");
    Answer got = peer(home, "tasks/get", task).post(about(task));
    assertThat(JsonMembers.text(result(got).get("taskId"))).as("the client's own").isEqualTo(task);
    assertThat(got.body()).doesNotContain("t-9");
    assertSentOn(peer(other, "tasks/get", task).post(about(task)), THERE);
  }

  @Test
  void rejectsTasksThatAreGoneForgedOrOfAnotherCaller() throws Exception {
    String task = task(home);
    String forged = task.replace("m1aa", "m3cc");
    for (Answer answer :
        new Answer[] {
          peer(other, "tasks/get", task).post(about(task), IN_VAIN),
          peer(other, "tasks/get", task).post(about(task), "fly-replay-src", "instance=m3cc"),
          peer(other, "tasks/get", forged).post(about(forged)),
          peer(home, "tasks/get", "t-9").post(about("t-9")),
          peer(home, "tasks/get", task, "b").post(about(task)),
          peer(other, "tasks/get", task, "b").post(about(task))
        }) {
      assertThat(answer.errorCode()).isEqualTo(-32602);
      assertThat(answer.header("fly-replay")).isEmpty();
      assertThat(answer.body()).contains("\"id\":7");
    }
  }

  @Test
  void listensToATaskAtItsMachine() throws Exception {
    String task = task(home);
    String listen =
        request(
            "subscriptions/listen",
            "\"notifications\":{\"toolsListChanged\":true,\"taskIds\":[\"forged\","
                + Json.quote(task)
                + "]}");
    assertSentOn(peer(other, "subscriptions/listen", "").post(listen), THERE);
    try (Stream stream = peer(home, "subscriptions/listen", "").postStream(listen)) {
      assertThat(stream.data()).contains("acknowledged");
      assertThat(peer(home, "tools/call", "filter").post(tool("filter", "{}")).text())
          .isEqualTo("{\"toolsListChanged\":true,\"taskIds\":[\"t-9\"]}");
      String line =
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tasks\",\"params\":{\"taskId\":\"t-9\",\"status\":\"working\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":$LISTENER,\"io.modelcontextprotocol/related-task\":{\"taskId\":\"t-9\"}}}}\n"
              + "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"resultType\":\"complete\",\"content\":[]}}";
      peer(home, "tools/call", "raw").post(tool("raw", "{\"line\":" + Json.quote(line) + "}"));
      assertThat(stream.data())
          .contains(
              "\"taskId\":\"" + task + "\",\"status\"", "related-task\":{\"taskId\":\"" + task)
          .doesNotContain("t-9");
    }
    try (Stream gone = peer(other, "subscriptions/listen", "").postStream(listen, IN_VAIN)) {
      assertThat(gone.data()).as("with what is left of it").contains("acknowledged");
    }
  }

  @Test
  void routesTheStateOfAWaitingCallToItsMachineUnchanged() throws Exception {
    String line =
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"resultType\":\"input_required\","
            + "\"inputRequests\":{},\"requestState\":\"s-\\u0001\\/é\"}}";
    Answer asked =
        peer(home, "tools/call", "raw").post(tool("raw", "{\"line\":" + Json.quote(line) + "}"));
    String state = ",\"requestState\":" + result(asked).get("requestState");
    assertThat(state).contains(".m1aa.");
    String again = tool("state", "{}", state);
    assertThat(peer(home, "tools/call", "state").post(again).last())
        .contains("s-")
        .contains("u0001")
        .doesNotContain("m1aa");
    assertSentOn(peer(other, "tools/call", "state").post(again), THERE);
    String large = tool("state", "{\"x\":\"" + "x".repeat(1 << 20) + "\"}", state);
    assertThat(peer(other, "tools/call", "state").post(large).status()).isEqualTo(413);
    assertThat(peer(other, "tools/call", "state").post(again, IN_VAIN).status())
        .as("a server that keeps all in the state goes on anywhere")
        .isEqualTo(200);
    Answer foreign = peer(home, "tools/call", "state", "b").post(again);
    assertThat(foreign.status()).isEqualTo(400);
    assertThat(foreign.errorCode()).isEqualTo(-32602);
    assertThat(peer(other, "tools/call", "state", "b").post(again).header("fly-replay")).isEmpty();
  }

  @Test
  void routesTheAnswerToAnOlderServersQuestionToTheWaitingCall() throws Exception {
    Answer asked = peer(older, "tools/call", "ask").post(tool("ask", "{}"));
    String state =
        ",\"inputResponses\":{\"input\":{\"action\":\"accept\"}},\"requestState\":"
            + result(asked).get("requestState");
    assertThat(state).contains(".m1aa.");
    String again = tool("ask", "{}", state);
    assertSentOn(peer(olderOther, "tools/call", "ask").post(again), THERE);
    Answer lost = peer(olderOther, "tools/call", "ask").post(again, IN_VAIN);
    assertThat(lost.status()).isEqualTo(400);
    assertThat(lost.body()).contains("send the request without it");
    assertThat(peer(older, "tools/call", "ask").post(again, "fly-replay-src", "x").text())
        .isEqualTo("{\"action\":\"accept\"}");
  }

  @Test
  void servesEveryOtherRequestOnAnyMachine() throws Exception {
    for (Relay each : new Relay[] {home, other, older, olderOther}) {
      Answer answer =
          peer(each, "tools/call", "echo")
              .post(tool("echo", "{\"a\":1}"), "Mcp-Session-Id", "ignored");
      assertThat(answer.text()).isEqualTo("{\"a\":1}");
    }
  }
}

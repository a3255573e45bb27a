package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import dev.mcpfly.transport.internal.JsonMembers;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The revision 2026-07-28, in front of a server that speaks it and of one that does not. */
@Timeout(120)
class RelayStatelessTest {
  static final String META =
      "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}";

  private static Relay stateless;
  private static Relay translated;

  @BeforeAll
  static void start() {
    stateless = Relay.stdio(StdioServerMain.command("modern")).port(0).start();
    translated = Relay.stdio(StdioServerMain.command()).port(0).start();
  }

  @AfterAll
  static void stop() {
    stateless.close();
    translated.close();
  }

  private static Relay relay(String kind) {
    return kind.equals("stateless") ? stateless : translated;
  }

  private static HttpPeer peer(String kind, String method) {
    return new HttpPeer(
        relay(kind).uri(), "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
  }

  private static HttpPeer tool(String kind, String name) {
    return peer(kind, "tools/call").with("Mcp-Name", name);
  }

  private static String call(String id, String tool, String arguments, String... more) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + (more.length > 1 ? "," + more[1] : "")
        + ",\"_meta\":{"
        + META
        + (more.length > 0 && !more[0].isEmpty() ? "," + more[0] : "")
        + "}}}";
  }

  private static String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{"
        + params
        + (params.isEmpty() ? "" : ",")
        + "\"_meta\":{"
        + META
        + "}}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "translated"})
  void answersWithoutASession(String kind) throws Exception {
    Answer answer = tool(kind, "echo").post(call("\"é\"", "echo", "{\"a\":12345678901234567890}"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"a\":12345678901234567890}");
    assertThat(answer.body()).contains("\"id\":\"é\"").contains("\"resultType\":\"complete\"");
    assertThat(answer.header("Mcp-Session-Id")).isEmpty();
    Answer found = peer(kind, "server/discover").post(request("1", "server/discover", ""));
    assertThat(found.body()).contains("\"supportedVersions\":[\"2026-07-28\"]");
    assertThat(tool(kind, "seen").post(call("2", "seen", "{}")).text())
        .doesNotContain("initialize,initialize");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void requiresTheTaskHeaderOnEveryTaskRequest(String method) throws Exception {
    String about = request("7", method, "\"taskId\":\"t-1\"");
    for (String kind : List.of("stateless", "translated")) {
      HttpPeer peer = peer(kind, method);
      for (Answer refused : List.of(peer.post(about), peer.post(about, "Mcp-Name", "t-2"))) {
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo(-32020);
        assertThat(refused.body()).contains("\"id\":7").contains("Mcp-Name");
      }
      // The header is right; that there is no such task is another matter.
      assertThat(peer.post(about, "Mcp-Name", "t-1").errorCode()).isNotEqualTo(-32020);
    }
  }

  @Test
  void routesTaskRequestsToTheServerThatOwnsTheTask() throws Exception {
    assertThat(tool("stateless", "task").post(call("1", "task", "{}")).body()).contains("t-9");
    Answer answer =
        peer("stateless", "tasks/get")
            .post(request("2", "tasks/get", "\"taskId\":\"t-9\""), "Mcp-Name", "t-9");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"taskId\":\"t-9\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/list", "tasks/result", "logging/setLevel", "resources/subscribe"})
  void doesNotServeMethodsThatTheRevisionHasRemoved(String method) throws Exception {
    for (String kind : List.of("stateless", "translated")) {
      Answer answer = peer(kind, method).post(request("7", method, ""));
      assertThat(answer.status()).as(kind).isEqualTo(404);
      assertThat(answer.errorCode()).as(kind).isEqualTo(-32601);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "translated"})
  void requiresHeadersThatMatchTheMessage(String kind) throws Exception {
    HttpPeer bare = new HttpPeer(relay(kind).uri());
    String echo = call("7", "echo", "{}");
    assertThat(bare.post(echo).errorCode()).isEqualTo(-32020);
    assertThat(bare.post(echo, "MCP-Protocol-Version", "2026-07-28").errorCode()).isEqualTo(-32020);
    assertThat(peer(kind, "tools/call").post(echo).errorCode()).isEqualTo(-32020);
    Answer wrong = tool(kind, "Echo").post(echo);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.errorCode()).isEqualTo(-32020);
    assertThat(wrong.body()).contains("\"id\":7");
    assertThat(tool(kind, "=?base64?ZWNobw==?=").post(echo).status()).isEqualTo(200);
    assertThat(tool(kind, "=?BASE64?ZWNobw==?=").post(echo).status()).isEqualTo(400);
    assertThat(tool(kind, "=?base64?ZWNobw?=").post(echo).status()).isEqualTo(400);
    assertThat(peer(kind, "TOOLS/LIST").post(request("1", "tools/list", "")).errorCode())
        .isEqualTo(-32020);
    String noMeta = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
    assertThat(peer(kind, "tools/list").post(noMeta).errorCode()).isEqualTo(-32602);
    String other = request("1", "tools/list", "").replace("2026-07-28", "2027-01-01");
    Answer unsupported =
        peer(kind, "tools/list").with("MCP-Protocol-Version", "2027-01-01").post(other);
    assertThat(unsupported.status()).isEqualTo(400);
    assertThat(unsupported.errorCode()).isEqualTo(-32022);
    assertThat(unsupported.body()).contains("\"supported\":[\"2026-07-28\"]");
    Answer unknown = peer(kind, "no/such").post(request("1", "no/such", ""));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.errorCode()).isEqualTo(-32601);
    assertThat(peer(kind, "x").send("GET").status()).isEqualTo(405);
    assertThat(peer(kind, "x").send("DELETE").status()).isEqualTo(405);
    assertThat(peer(kind, "x").post("{\"id\":1,\"result\":{}}").status()).isEqualTo(400);
  }

  @Test
  void checksArgumentsThatHeadersRepeat() throws Exception {
    HttpPeer routed = tool("stateless", "routed");
    String call = call("1", "routed", "{\"region\":\"Zürich\",\"deep\":{\"count\":42}}");
    String encoded = "=?base64?WsO8cmljaA==?=";
    assertThat(routed.post(call, "Mcp-Param-Region", encoded, "mcp-param-count", "42.0").status())
        .isEqualTo(200);
    assertThat(routed.post(call, "Mcp-Param-Region", encoded).errorCode()).isEqualTo(-32020);
    assertThat(routed.post(call, "Mcp-Param-Region", "Bern", "Mcp-Param-Count", "42").errorCode())
        .isEqualTo(-32020);
    String without = call("1", "routed", "{\"region\":null}");
    assertThat(routed.post(without).status()).isEqualTo(200);
    assertThat(routed.post(without, "Mcp-Param-Region", "x").status()).isEqualTo(400);
    assertThat(routed.post(without, "Mcp-Param-Other", "x").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "translated"})
  void sendsProgressBeforeTheResultWithoutEventIds(String kind) throws Exception {
    Answer answer =
        tool(kind, "progress")
            .post(call("1", "progress", "{\"count\":5}", "\"progressToken\":\"p\""));
    assertThat(answer.events()).hasSize(6).first().asString().contains("\"progressToken\":\"p\"");
    assertThat(answer.body()).doesNotContain("\nid:").doesNotStartWith("id:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "translated"})
  void treatsADisconnectAsACancellation(String kind) throws Exception {
    var call = tool(kind, "hold").postLater(call("1", "hold", "{}"));
    awaitHeld(kind, 1);
    call.cancel(true);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay(kind).port())) {
      String body = call("1", "hold", "{}");
      socket
          .getOutputStream()
          .write(
              ("POST /mcp HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Content-Type: application/json\r\n"
                      + "Accept: application/json, text/event-stream\r\n"
                      + "MCP-Protocol-Version: 2026-07-28\r\n"
                      + "Mcp-Method: tools/call\r\n"
                      + "Mcp-Name: hold\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      awaitHeld(kind, 2);
    }
    String cancelled = "";
    for (int i = 0; i < 600 && !cancelled.contains(","); i++) {
      Thread.sleep(50);
      cancelled = tool(kind, "cancelled").post(call("2", "cancelled", "{}")).text();
    }
    assertThat(cancelled).matches("[^,]+(,[^,]+)+");
  }

  private static void awaitHeld(String kind, int count) throws Exception {
    String held = "";
    for (int i = 0; i < 600 && !held.equals("" + count); i++) {
      Thread.sleep(50);
      held = tool(kind, "held").post(call("3", "held", "{}")).text();
    }
    assertThat(held).as("calls that the server holds").isEqualTo("" + count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "translated"})
  void servesSubscriptionsToChanges(String kind) throws Exception {
    String listen =
        request("\"L\"", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
    try (Stream stream = peer(kind, "subscriptions/listen").postStream(listen)) {
      String id = "\"io.modelcontextprotocol/subscriptionId\":\"L\"";
      assertThat(stream.data()).contains("notifications/subscriptions/acknowledged").contains(id);
      tool(kind, "changed").post(call("1", "changed", "{}"));
      assertThat(stream.data()).contains("notifications/tools/list_changed").contains(id);
    }
  }

  @Test
  void sendsLogsOnlyOnRequest() throws Exception {
    String log = "{\"data\":\"x\"}";
    String level = "\"io.modelcontextprotocol/logLevel\":";
    // A server that still works on calls that were cancelled might log for those.
    try (Relay own = Relay.stdio(StdioServerMain.command()).port(0).start()) {
      HttpPeer logs =
          new HttpPeer(own.uri(), "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call")
              .with("Mcp-Name", "log");
      assertThat(logs.post(call("1", "log", log)).header("Content-Type"))
          .isEqualTo("application/json");
      assertThat(logs.post(call("1", "log", log, level + "\"info\"")).events()).hasSize(2);
      assertThat(logs.post(call("1", "log", log, level + "\"error\"")).body())
          .doesNotContain("notifications/message");
    }
  }

  @Test
  void turnsAQuestionOfTheServerIntoAResultThatAsksForInput() throws Exception {
    HttpPeer ask = tool("translated", "ask");
    Map<String, String> first = JsonMembers.of(ask.post(call("1", "ask", "{}")).body());
    Map<String, String> result = JsonMembers.of(first.get("result"));
    assertThat(result).containsEntry("resultType", "\"input_required\"");
    assertThat(result.get("inputRequests")).contains("elicitation/create").contains("name?");
    String state = "\"requestState\":" + result.get("requestState");

    Answer forged =
        ask.post(call("2", "ask", "{}", "", "\"inputResponses\":{},\"requestState\":\"forged\""));
    assertThat(forged.status()).isEqualTo(400);
    Map<String, String> again =
        JsonMembers.of(
            JsonMembers.of(
                    ask.post(call("3", "ask", "{}", "", "\"inputResponses\":{}," + state)).body())
                .get("result"));
    assertThat(again).containsEntry("resultType", "\"input_required\"");
    state = "\"requestState\":" + again.get("requestState");
    Answer done =
        ask.post(
            call(
                "4",
                "ask",
                "{}",
                "",
                "\"inputResponses\":{\"input\":{\"action\":\"accept\"}}," + state));
    assertThat(done.body()).contains("\"id\":4");
    assertThat(done.text()).isEqualTo("{\"action\":\"accept\"}");
    assertThat(ask.post(call("5", "ask", "{}", "", "\"inputResponses\":{}," + state)).status())
        .isEqualTo(400);
  }

  @Test
  void servesBothErasAtOnce() throws Exception {
    HttpPeer session = new HttpPeer(translated.uri()).session();
    assertThat(session.post(HttpPeer.call("1", "echo", "{}")).text()).isEqualTo("{}");
    assertThat(tool("translated", "echo").post(call("1", "echo", "{}")).text()).isEqualTo("{}");
  }
}

package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer the request 1 with the id "1" or 1.0, which the official SDKs accept. */
@Timeout(120)
class RelayIdSpellingTest {
  private static Relay relay(ChildPolicy policy, String ids) {
    return Relay.stdio(StdioServerMain.command(ids)).port(0).childPolicy(policy).start();
  }

  @ParameterizedTest
  @CsvSource({
    "ids-as-strings, 7",
    "ids-as-strings, -7",
    "ids-as-decimals, 7",
    "ids-as-decimals, 0",
    "ids-as-numbers, \"7\"",
    "ids-as-strings, \"7\"",
    "ids-as-strings, \"a-7\"",
  })
  void answersUnderTheSpellingOfTheRequestsId(String ids, String id) throws Exception {
    for (ChildPolicy policy : List.of(ChildPolicy.perSession(), ChildPolicy.shared())) {
      try (Relay relay = relay(policy, ids)) {
        HttpPeer session = new HttpPeer(relay.uri()).session();
        assertThat(session.post(call(id, "echo", "{}")).body()).contains("\"id\":" + id + ",");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids-as-strings", "ids-as-numbers", "ids-as-decimals"})
  void distinguishesANumberFromItsString(String ids) throws Exception {
    try (Relay relay = relay(ChildPolicy.perSession(), ids)) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      var number = session.hold("5");
      var text = session.postLater(call("\"5\"", "echo", "{\"the\":\"string\"}"));
      assertThat(text.get(30, TimeUnit.SECONDS).text()).contains("string");
      session.release();
      assertThat(number.get(30, TimeUnit.SECONDS).text()).isEqualTo("released");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids-as-strings", "ids-as-decimals"})
  void sendsProgressUnderTheSpellingOfTheRequestsToken(String ids) throws Exception {
    try (Relay relay = relay(ChildPolicy.perSession(), ids)) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      Answer answer = session.post(call("1", "progress", "{\"count\":3}", "\"progressToken\":44"));
      assertThat(answer.events())
          .hasSize(4)
          .filteredOn(event -> event.contains("notifications/progress"))
          .hasSize(3)
          .allMatch(event -> event.contains("\"progressToken\":44,"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids-as-strings", "ids-as-numbers", "ids-as-decimals"})
  void matchesTheSubscriptionsOfStatelessClients(String ids) throws Exception {
    try (Relay relay = Relay.stdio(StdioServerMain.command("modern", ids)).port(0).start()) {
      HttpPeer client =
          new HttpPeer(
              relay.uri(),
              "MCP-Protocol-Version",
              "2026-07-28",
              "Mcp-Method",
              "subscriptions/listen");
      try (HttpPeer.Stream stream =
          client.postStream(
              "{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"subscriptions/listen\",\"params\":"
                  + "{\"notifications\":{\"toolsListChanged\":true},\"_meta\":{"
                  + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                  + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}")) {
        assertThat(stream.data()).contains("acknowledged").contains("subscriptionId\":12}");
      }
    }
  }

  @Test
  void reportsADroppedAnswerThatMatchesNoRequest() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Relay relay = Relay.stdio(StdioServerMain.command()).port(0).logger(lines::add).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      session.post(call("1", "answer-nobody", "{}"));
      session.post(call("2", "echo", "{}"));
      assertThat(lines)
          .anyMatch(
              line -> line.contains("not in flight (id \"nobody\")") && line.contains("drop"));
    }
  }
}

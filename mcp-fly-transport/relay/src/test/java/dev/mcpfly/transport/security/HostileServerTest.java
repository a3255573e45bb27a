package dev.mcpfly.transport.security;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayLimits;
import dev.mcpfly.transport.StdioServerMain;
import dev.mcpfly.transport.internal.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stdio server that writes whatever it likes. */
@Timeout(120)
class HostileServerTest {
  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command()).port(0);
  }

  private static String says(String id, String line) {
    return call(id, "raw", "{\"line\":" + Json.quote(line) + "}");
  }

  static List<String> unreadable() {
    return List.of(
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":" + "[".repeat(2000) + "]".repeat(2000) + "}",
        "{\"jsonrpc\":\"2.0\",\"result\":"
            + "{\"a\":".repeat(1500)
            + "1"
            + "}".repeat(1500)
            + ",\"id\":$ID}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":tru}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":\"cut off",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":1,\"error\":{\"code\":1,\"message\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{}} trailing",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{},\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":\"\u0001\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"a\":\"\\x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":01}");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void cannotLeaveACallWaitingWithAnAnswerThatIsNotValid(String line) throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      for (String id : List.of("7", "\"seven\"", "\"s\u00fcß/\\u0037\"")) {
        Answer answer = session.post(says(id, line));
        assertThat(answer.errorCode()).isEqualTo(-32603);
        assertThat(answer.last()).contains("\"id\":" + id).contains("not valid");
      }
      assertThat(session.post(call("8", "echo", "{}")).text()).isEqualTo("{}");
    }
  }

  @Test
  void cannotFailACallWithAnInvalidRequest() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      var held = session.hold("5");
      var raw =
          session.postLater(
              says(
                  "6",
                  "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\",\"params\":{]}\n"
                      + "{\"id\":5,\"id\":6,\"result\":{}}\n"
                      + "{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"content\":[{\"type\":\"text\","
                      + "\"text\":\"done\"}]}}"));
      assertThat(raw.get().text()).isEqualTo("done");
      session.release();
      assertThat(held.get().text()).isEqualTo("released");
    }
  }

  @Test
  void mayAnswerInAnArray() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      Answer answer =
          session.post(
              says(
                  "1",
                  "[{\"jsonrpc\":\"2.0\",\"id\":$ID,\"result\":{\"content\":[{\"type\":\"text\","
                      + "\"text\":\"one\"}]}}]"));
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  @Test
  void cannotWriteEscapesOrLinesIntoTheLog() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    List<String> stderr = new CopyOnWriteArrayList<>();
    try (Relay relay =
        Relay.stdio(
                "/bin/sh",
                "-c",
                "printf '\\033[2J\\033]0;owned\\007red\\r"
                    + "line\\n"
                    + "' >&2; printf '\\033[31mnoise\\n"
                    + "'; exit 1")
            .port(0)
            .logger(log::add)
            .stderr(stderr::add)
            .start()) {
      for (int i = 0; i < 600 && relay.lastExit().isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertThat(relay.lastExit()).isPresent();
      for (List<String> lines :
          List.of(log, stderr, relay.lastExit().orElseThrow().lastErrorLines())) {
        assertThat(lines)
            .allSatisfy(line -> assertThat(line.codePoints()).noneMatch(Character::isISOControl));
      }
      assertThat(String.join("", stderr)).contains("red").contains("line");
    }
  }

  @Test
  void cannotFillTheMemoryWithAnAnswer() throws Exception {
    try (RelayProcess relay = RelayProcess.start("64m", 0)) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      assertThat(session.post(call("1", "blob", "{\"size\":40000000}")).errorCode())
          .isEqualTo(-32603);
      assertThat(session.post(call("2", "echo", "{}")).text()).isEqualTo("{}");
      assertThat(session.post(call("3", "blob", "{\"size\":3000000}")).text()).hasSize(3_000_000);
    }
  }

  @Test
  void cannotAskUnlimitedQuestions() throws Exception {
    try (Relay relay =
        Relay.stdio(
                "/bin/sh",
                "-c",
                "read line; echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":"
                    + "\"2025-11-25\",\"capabilities\":{},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}';"
                    + " read line; read line; i=0; while [ $i -lt 1100 ]; do i=$((i+1)); echo"
                    + " '{\"jsonrpc\":\"2.0\",\"id\":\"q-'$i'\",\"method\":\"roots/list\"}'; done;"
                    + " while read line; do case $line in *'Too many'*) echo"
                    + " '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}';; esac; done")
            .port(0)
            .start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      assertThat(session.post(call("1", "x", "{}")).last()).contains("\"id\":1");
    }
  }

  @Test
  void cannotBreakTheRelayWithAnEndlessLine() throws Exception {
    try (Relay relay =
        Relay.stdio("/bin/sh", "-c", "head -c 30000000 /dev/zero | tr '\\0' 'x'; cat")
            .limits(RelayLimits.ofDefaults().messageBytes(1 << 20))
            .port(0)
            .start()) {
      assertThat(new HttpPeer(relay.baseUri().resolve("/livez")).send("GET").status())
          .isEqualTo(200);
    }
  }
}

package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.RulesClient.Way;
import dev.mcpfly.transport.internal.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners, the audit log and the metrics are told. */
@Timeout(60)
class RelayEventsTest {
  private final List<RelayEvent> events = new CopyOnWriteArrayList<>();

  private Relay.Builder relay() {
    return new Relay.Builder(new CatalogServer(false)).port(0).principal("alice", "s3cret");
  }

  private <T> List<T> of(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void listenerReceivesEveryCallWithItsOutcomeAndCaller(Way way) throws Exception {
    try (Relay relay = relay().listener(events::add).start();
        RulesClient client = new RulesClient(way, relay.baseUri(), "s3cret")) {
      client.call("read_a");
      client.call("fail");
    }
    List<RelayEvent.CallEnded> ended =
        of(RelayEvent.CallEnded.class).stream()
            .filter(call -> call.method().equals("tools/call"))
            .toList();
    assertThat(ended).hasSize(2);
    assertThat(ended.get(0).tool()).contains("read_a");
    assertThat(ended.get(0).principal()).isEqualTo("alice");
    assertThat(ended.get(0).outcome()).isEqualTo(RelayEvent.Outcome.SUCCESS);
    assertThat(ended.get(0).requestBytes()).isPositive();
    assertThat(ended.get(0).responseBytes()).isPositive();
    assertThat(ended.get(0).duration()).isPositive();
    assertThat(ended.get(1).outcome()).isEqualTo(RelayEvent.Outcome.TOOL_ERROR);
    assertThat(ended.get(1).errorType()).contains("tool_error");
    assertThat(of(RelayEvent.CallStarted.class))
        .extracting(RelayEvent.CallStarted::call)
        .contains(ended.get(0).call(), ended.get(1).call());
    assertThat(of(RelayEvent.ChildStarted.class)).isNotEmpty();
    assertThat(of(RelayEvent.ChildExited.class)).isNotEmpty();
    if (way == Way.STATELESS) {
      assertThat(ended.get(0).session()).isEmpty();
    } else {
      String session = of(RelayEvent.SessionOpened.class).get(0).session();
      assertThat(ended.get(0).session()).isEqualTo(session).hasSize(12);
      assertThat(of(RelayEvent.SessionEnded.class))
          .extracting(RelayEvent.SessionEnded::session)
          .containsExactly(session);
    }
  }

  @Test
  void everyStartedCallHasAnEndEvent() throws Exception {
    try (Relay relay = relay().listener(events::add).start()) {
      HttpPeer peer = new HttpPeer(relay.uri(), "Authorization", "Bearer s3cret").session();
      // One that its client cancels, and one that the server never answers.
      var unused = peer.postLater(HttpPeer.call("1", "hang", "{}"));
      var unusedToo = peer.postLater(HttpPeer.call("2", "hang", "{}"));
      for (int i = 0; i < 6000 && of(RelayEvent.CallStarted.class).size() < 3; i++) {
        Thread.sleep(10);
      }
      peer.post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
    }
    assertThat(of(RelayEvent.CallEnded.class))
        .filteredOn(call -> call.method().equals("tools/call"))
        .extracting(RelayEvent.CallEnded::outcome)
        .containsExactlyInAnyOrder(RelayEvent.Outcome.CANCELLED, RelayEvent.Outcome.FAILED);
    assertThat(of(RelayEvent.CallEnded.class)).hasSameSizeAs(of(RelayEvent.CallStarted.class));
  }

  @Test
  void listenerReceivesRefusals() throws Exception {
    try (Relay relay =
            relay().listener(events::add).callerLimits(l -> l.callsPerMinute(1)).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      new HttpPeer(relay.uri(), "Authorization", "Bearer wrong").post("{}");
      new HttpPeer(relay.uri(), "Origin", "https://evil.example").post("{}");
      client.call("read_a");
      client.call("read_a");
    }
    assertThat(of(RelayEvent.Refused.class))
        .extracting(RelayEvent.Refused::reason)
        .containsExactly(
            RelayEvent.Reason.CREDENTIALS, RelayEvent.Reason.PLACE, RelayEvent.Reason.LIMIT);
    assertThat(events.toString()).doesNotContain("wrong").doesNotContain("s3cret");
  }

  @Test
  void toleratesListenersThatThrowOrBlock() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Relay relay =
            relay()
                .listener(
                    event -> {
                      throw new IllegalStateException("broken listener");
                    })
                .listener(events::add)
                .listener(
                    event -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .logger(line -> {})
                .start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      for (int i = 0; i < EventQueue.MOST / 2 + 100; i++) {
        assertThat(client.call("read_a")).contains("called");
      }
      never.countDown();
      client.call("read_a");
    }
    assertThat(of(RelayEvent.EventsDropped.class)).isNotEmpty();
  }

  @Test
  void aSlowListenerDoesNotCostTheAuditLogAnEvent(@TempDir Path directory) throws Exception {
    Path audit = directory.resolve("audit.jsonl");
    CountDownLatch never = new CountDownLatch(1);
    try (Relay relay =
            relay()
                .audit(audit)
                .listener(
                    event -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.call("read_a");
    }
    assertThat(Files.readString(audit)).contains("read_a", "session_ended", "server_exited");
    never.countDown();
  }

  @Test
  void aLogThatFailsDoesNotEndTheEvents(@TempDir Path directory) throws Exception {
    Path audit = directory.resolve("audit.jsonl");
    try (Relay relay =
            relay()
                .audit(audit)
                .listener(
                    event -> {
                      throw new OutOfMemoryError("of this listener");
                    })
                .listener(events::add)
                .logger(
                    line -> {
                      if (line.contains("listener")) {
                        throw new IllegalStateException("broken log");
                      }
                    })
                .start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.call("read_a");
    }
    assertThat(of(RelayEvent.CallEnded.class)).isNotEmpty();
    assertThat(Files.readString(audit)).contains("read_a", "server_exited");
  }

  @Test
  void passesTraceContextUnchanged() throws Exception {
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .listener(events::add)
            .tools(t -> t.allow("*"))
            .start()) {
      String meta =
          "{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
              + "\"tracestate\":\"a=b\",\"baggage\":\"k=v\"}";
      HttpPeer peer = new HttpPeer(relay.uri()).session();
      String answer =
          peer.post(
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vendor/custom\",\"params\":{\"_meta\":"
                      + meta
                      + "}}")
              .body();
      assertThat(answer).contains(meta);
    }
  }

  // ---- the audit log ----

  @Test
  void auditLogRecordsWhoCalledWhatAndNothingElse(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (Relay relay = relay().audit(file).tools(t -> t.deny("write_*")).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.ask("tools/call", "\"name\":\"read_a\",\"arguments\":{\"password\":\"hunter2\"}");
      client.call("write_a");
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).allSatisfy(line -> JsonObject.parse(line));
    assertThat(String.join("\n", lines))
        .contains("\"event\":\"call\",\"method\":\"tools/call\",\"tool\":\"read_a\"")
        .contains("\"principal\":\"alice\"")
        .contains("\"outcome\":\"success\"")
        .contains("\"event\":\"refused\",\"reason\":\"rule\"")
        .contains("\"event\":\"session_opened\"")
        .contains("\"event\":\"session_ended\"")
        .doesNotContain("hunter2")
        .doesNotContain("s3cret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void auditLogHoldsBoundedContentsOnlyWhenEnabled(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (Relay relay = relay().audit(file).auditContents(true).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.ask(
          "tools/call", "\"name\":\"read_a\",\"arguments\":{\"a\":\"" + "x".repeat(5000) + "\"}");
    }
    String line =
        Files.readAllLines(file).stream().filter(each -> each.contains("read_a")).findAny().get();
    assertThat(JsonObject.parse(line).text("arguments")).startsWith("{\"a\":\"xxx").hasSize(1024);
    assertThat(JsonObject.parse(line).text("result")).contains("called read_a");
    assertThat(line).doesNotContain("s3cret");
  }

  @Test
  void theAuditLogIsBounded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    Files.writeString(file, "from before\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Relay.Builder builder = relay().audit(file);
    builder.options().events.auditBytes = 1000;
    try (Relay relay = builder.start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      for (int i = 0; i < 60; i++) {
        client.call("read_a");
      }
    }
    try (var files = Files.list(directory)) {
      List<Path> all = files.sorted().toList();
      assertThat(all).hasSize(5);
      for (Path each : all) {
        assertThat(Files.size(each)).isLessThanOrEqualTo(1000);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAuditLogGoesOnAfterItsDiskWasFull(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    Path disk = directory.resolve("disk");
    Files.writeString(disk, "{\"event\":\"whole\"}\n{\"event\":\"ha");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    BlockingQueue<String> log = new LinkedBlockingQueue<>();
    try (Relay relay = relay().audit(file).logger(log::add).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.call("read_a");
      String line;
      do {
        line = log.poll(60, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
      } while (!line.contains("cannot be written"));
      Files.delete(file);
      Files.createSymbolicLink(file, disk);
      client.call("read_b");
    }
    List<String> lines = Files.readAllLines(disk);
    assertThat(lines).allSatisfy(each -> JsonObject.parse(each));
    assertThat(lines.get(0)).contains("whole");
    assertThat(lines.get(1)).contains("events_dropped", "\"count\":");
    assertThat(lines).anyMatch(each -> each.contains("server_exited"));
  }

  @Test
  void anAuditLogThatCannotBeWrittenKeepsTheRelayFromStarting(@TempDir Path directory) {
    for (Path file : List.of(directory, directory.resolve("no/such/file"))) {
      assertThatThrownBy(() -> relay().audit(file).start())
          .isInstanceOf(RelayException.class)
          .hasMessageContaining(file.toString());
    }
  }

  // ---- metrics ----

  @Test
  void metricsHoldHistogramsOfCallsByMethodAndTool() throws Exception {
    try (Relay relay = relay().metrics(true).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "s3cret")) {
      client.call("read_a");
      client.call("fail");
      client.call("odd \\\"name\\\"");
      client.ask("vendor/made-up", "");
      for (int i = 0; i < 150; i++) {
        client.call("tool" + i);
      }
      String metrics =
          new HttpPeer(relay.baseUri().resolve("/metrics"), "Authorization", "Bearer s3cret")
              .send("GET")
              .body();
      assertThat(metrics)
          .contains("# TYPE mcp_server_operation_duration_seconds histogram")
          .contains(
              "mcp_server_operation_duration_seconds_count{mcp_method_name=\"tools/call\","
                  + "gen_ai_tool_name=\"read_a\"} 1")
          .contains("gen_ai_tool_name=\"fail\",error_type=\"tool_error\"")
          .contains("gen_ai_tool_name=\"odd \\\"name\\\"\"")
          .contains("mcp_method_name=\"_OTHER\"")
          .contains("gen_ai_tool_name=\"_OTHER\"")
          .doesNotContain("made-up")
          .doesNotContain("alice");
      assertThat(metrics.lines().filter(line -> line.contains("le=\"300\"")).count())
          .isLessThanOrEqualTo(105);
      assertThat(metrics.lines().filter(line -> line.contains("\"read_a\"")))
          .filteredOn(line -> line.contains("_bucket"))
          .extracting(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
          .containsExactly(
              "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "30", "60", "120",
              "300", "+Inf");
    }
  }
}

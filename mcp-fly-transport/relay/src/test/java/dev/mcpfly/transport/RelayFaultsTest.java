package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and clients that misbehave: no hang, no leak, every call answered. */
@Timeout(180)
class RelayFaultsTest {
  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("never happened within 30 s: " + what);
  }

  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command()).port(0);
  }

  @Test
  void failsTheCallsOfACrashedServerAndForgetsItsSession() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      var pending = session.hold("1");
      try (Stream stream = session.stream()) {
        Answer crash = session.post(call("\"c\"", "crash", "{}"));
        assertThat(crash.last()).contains("\"id\":\"c\"").contains("exit code 3");
        assertThat(crash.errorCode()).isEqualTo(-32603);
        assertThat(pending.get(30, TimeUnit.SECONDS).errorCode()).isEqualTo(-32603);
        assertThat(stream.next("data: {")).isEqualTo("END");
      }
      assertThat(session.post(call("2", "echo", "{}")).status()).isEqualTo(404);
      assertThat(relay.lastExit()).get().extracting(Relay.ServerExit::code).isEqualTo(3);
      assertThat(relay.lastExit().orElseThrow().lastErrorLines()).contains("about to crash");
      assertThat(new HttpPeer(relay.uri()).session().post(call("1", "echo", "{}")).text())
          .isEqualTo("{}");
    }
  }

  @Test
  void reportsACommandThatExitsAtOnceAndBacksOff() throws Exception {
    try (Relay relay =
        Relay.stdio("/bin/sh", "-c", "echo 'no such module' >&2; exit 9").port(0).start()) {
      await("the exit is known", () -> relay.lastExit().isPresent());
      assertThat(relay.lastExit().orElseThrow().code()).isEqualTo(9);
      assertThat(relay.lastExit().orElseThrow().lastErrorLines()).containsExactly("no such module");
      await("it is not ready", () -> !relay.isReady());
      assertThat(new HttpPeer(relay.baseUri().resolve("/readyz")).send("GET").status())
          .isEqualTo(503);
      assertThat(new HttpPeer(relay.baseUri().resolve("/livez")).send("GET").status())
          .isEqualTo(200);
      Answer refused = new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25"));
      assertThat(refused.status()).isIn(502, 503);
      assertThat(refused.body()).contains("\"id\":0");
    }
    assertThatThrownBy(() -> Relay.stdio("/no/such/program").port(0).start())
        .isInstanceOf(RelayException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void skipsGarbageOnStdout() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      assertThat(session.post(call("1", "noise", "{}")).text()).isEqualTo("noisy");
    }
  }

  @Test
  void failsTheCallWhoseAnswerIsTooLongAndContinues() throws Exception {
    try (Relay relay =
        relay()
            .limits(RelayLimits.ofDefaults().messageBytes(1 << 20).requestBytes(1 << 20))
            .start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      Answer answer = session.post(call("\"long\"", "blob", "{\"size\":12000000}"));
      assertThat(answer.errorCode()).isEqualTo(-32603);
      assertThat(answer.last()).contains("\"id\":\"long\"");
      assertThat(session.post(call("1", "echo", "{}")).text()).isEqualTo("{}");
      Answer tooLong = session.post(call("2", "echo", "{\"a\":\"" + "x".repeat(2 << 20) + "\"}"));
      assertThat(tooLong.status()).isEqualTo(413);
      assertThat(tooLong.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void waitsForAFreeServerAndThenSendsRetryAfter() throws Exception {
    try (Relay relay =
        relay()
            .limits(RelayLimits.ofDefaults().children(1).childWait(Duration.ofMillis(500)))
            .start()) {
      HttpPeer client = new HttpPeer(relay.uri());
      HttpPeer first = client.session();
      Answer full = client.post(HttpPeer.initialize("2025-11-25"));
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.header("Retry-After")).isNotEmpty();
      first.send("DELETE");
      await(
          "the place is free",
          () -> {
            try {
              return client.post(HttpPeer.initialize("2025-11-25")).status() == 200;
            } catch (Exception e) {
              return false;
            }
          });
    }
  }

  @Test
  void endsIdleSessions() throws Exception {
    try (Relay relay =
        relay().limits(RelayLimits.ofDefaults().sessionIdle(Duration.ofSeconds(3))).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      long pid = Long.parseLong(session.post(call("1", "pid", "{}")).text());
      await(
          "the server is gone",
          () -> ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true));
      assertThat(session.post(call("2", "echo", "{}")).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3_600_000})
  void endsASessionWhoseClientLeftItWithAServerThatHangs(int streamAfter) throws Exception {
    try (Relay relay =
        relay()
            .limits(RelayLimits.ofDefaults().sessionIdle(Duration.ofSeconds(3)))
            .streamAfter(Duration.ofMillis(streamAfter))
            .start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      long pid = Long.parseLong(session.post(call("1", "pid", "{}")).text());
      try (Socket socket = session.postRaw(call("2", "hold", "{}"))) {
        session.awaitHeld(1);
        assertThat(socket.isConnected()).isTrue();
      }
      await(
          "the server is gone",
          () -> ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true));
      assertThat(session.post(call("3", "echo", "{}")).status()).isEqualTo(404);
    }
  }

  @Test
  void answersCallsInFlightAndEndsItsServersWhenItCloses() throws Exception {
    List<Long> pids = new ArrayList<>();
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    Relay relay = relay().drain(Duration.ofMillis(300)).start();
    for (int i = 0; i < 3; i++) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      pids.add(Long.parseLong(session.post(call("1", "pid", "{}")).text()));
      calls.add(session.hold("2"));
    }
    relay.close();
    for (CompletableFuture<Answer> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS).errorCode()).isEqualTo(-32603);
    }
    assertThat(pids)
        .allMatch(pid -> ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true));
    relay.close();
  }

  @Test
  void opensAndDropsAThousandSessionsWithoutLeaks() throws Exception {
    try (Relay relay =
        relay()
            .childPolicy(ChildPolicy.shared())
            .limits(RelayLimits.ofDefaults().sessionIdle(Duration.ofSeconds(3)))
            .metrics(true)
            .start()) {
      HttpPeer client = new HttpPeer(relay.uri());
      client.session();
      int threads = Thread.activeCount();
      for (int i = 0; i < 1000; i++) {
        assertThat(client.post(HttpPeer.initialize("2025-11-25")).status()).isEqualTo(200);
      }
      HttpPeer metrics = new HttpPeer(relay.baseUri().resolve("/metrics"));
      await(
          "no session is left",
          () -> {
            try {
              return metrics.send("GET").body().contains("mcp_relay_sessions 0\n");
            } catch (Exception e) {
              return false;
            }
          });
      assertThat(metrics.send("GET").body()).contains("mcp_relay_children 1\n");
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
    }
  }

  @Test
  void closesClientsThatSendTheirRequestsTooSlowly() throws Exception {
    RelayLimits limits =
        RelayLimits.ofDefaults()
            .headerTimeout(Duration.ofSeconds(3))
            .bodyTimeout(Duration.ofSeconds(3));
    try (Relay relay = relay().limits(limits).start();
        Socket head = new Socket(java.net.InetAddress.getLoopbackAddress(), relay.port());
        Socket body = new Socket(java.net.InetAddress.getLoopbackAddress(), relay.port())) {
      head.getOutputStream()
          .write("POST /mcp HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
      body.getOutputStream()
          .write(
              ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept:"
                      + " */*\r\nContent-Length: 1000\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      head.setSoTimeout(30_000);
      body.setSoTimeout(30_000);
      assertThat(readAll(head.getInputStream())).isEmpty();
      assertThat(readAll(body.getInputStream())).isEmpty();
      assertThat(new HttpPeer(relay.uri()).session().post(call("1", "echo", "{}")).status())
          .isEqualTo(200);
    }
  }

  private static String readAll(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (java.net.SocketException e) {
      return "";
    } catch (java.io.IOException e) {
      throw new AssertionError("still open after 30 s", e);
    }
  }

  @Test
  void dropsAClientThatReadsNothingAndServesTheOthers() throws Exception {
    try (Relay relay =
        relay().limits(RelayLimits.ofDefaults().bodyTimeout(Duration.ofSeconds(2))).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      try (Socket slow = session.postRaw(call("1", "blob", "{\"size\":30000000}"))) {
        for (int i = 0; i < 20; i++) {
          assertThat(session.post(call("1" + i, "echo", "{}")).text()).isEqualTo("{}");
        }
        // What is sent to a connection that the other side has closed comes back as an error.
        await(
            "the connection is closed",
            () -> {
              try {
                slow.getOutputStream().write('\n');
                return false;
              } catch (java.io.IOException e) {
                return true;
              }
            });
      }
      assertThat(session.post(call("9", "echo", "{}")).text()).isEqualTo("{}");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void leavesNoServerBehindWhenItIsKilled() throws Exception {
    List<String> command =
        new ArrayList<>(StdioServerMain.command().subList(0, StdioServerMain.command().size() - 1));
    command.add(KilledRelayMain.class.getName());
    // Class path of this JVM: the relay needs more than the server does.
    command.set(command.indexOf("-cp") + 1, System.getProperty("java.class.path"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    long server;
    try (var lines = process.inputReader()) {
      server = Long.parseLong(lines.readLine());
      process.destroyForcibly();
    }
    await(
        "the server is gone, though it ignores the end of its stdin and TERM",
        () -> ProcessHandle.of(server).map(handle -> !handle.isAlive()).orElse(true));
  }
}

package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Whatever a server says, a call ends in time, with a result or with the error of its kind. */
@Timeout(120)
class GarbageTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final String MACHINE =
      """
      {"id":"17","name":"web","state":"started","region":"iad","instance_id":"01K",
       "config":{"image":"nginx","env":{"A":"b"},"guest":{"cpu_kind":"shared","cpus":1,
       "memory_mb":256},"services":[{"protocol":"tcp","internal_port":80,"autostop":"suspend",
       "ports":[{"port":443,"handlers":["tls","http"]}]}],"checks":{"up":{"type":"tcp","port":80,
       "interval":"15s"}}},"events":[{"type":"exit","timestamp":1700000000000,
       "request":{"exit_event":{"exit_code":1,"oom_killed":true}}}],
       "created_at":"2026-01-01T00:00:00Z","checks":[{"name":"up","status":"passing"}]}\
      """;

  /** Values of the machine above, each replaced by something of another type. */
  private static final List<String[]> WRONG_TYPES =
      List.of(
          new String[] {"\"17\"", "[]"},
          new String[] {"\"17\"", "{}"},
          new String[] {"\"17\"", "true"},
          new String[] {"\"web\"", "7"},
          new String[] {"\"started\"", "{\"a\":1}"},
          new String[] {"\"iad\"", "[1]"},
          new String[] {"\"nginx\"", "17"},
          new String[] {"{\"A\":\"b\"}", "[]"},
          new String[] {"{\"A\":\"b\"}", "{\"A\":5}"},
          new String[] {"\"shared\"", "{}"},
          new String[] {"\"cpus\":1", "\"cpus\":\"many\""},
          new String[] {"\"memory_mb\":256", "\"memory_mb\":1.5"},
          new String[] {"\"internal_port\":80", "\"internal_port\":{}"},
          new String[] {"\"suspend\"", "17"},
          new String[] {"[\"tls\",\"http\"]", "[1,2]"},
          new String[] {"\"port\":443", "\"port\":99999999999999999999"},
          new String[] {"\"15s\"", "\"soon\""},
          new String[] {"\"15s\"", "[]"},
          new String[] {"1700000000000", "\"yesterday\""},
          new String[] {"\"exit_code\":1", "\"exit_code\":[]"},
          new String[] {"\"oom_killed\":true", "\"oom_killed\":\"maybe\""},
          new String[] {"\"2026-01-01T00:00:00Z\"", "\"now\""},
          new String[] {"\"2026-01-01T00:00:00Z\"", "{}"},
          new String[] {"\"passing\"", "1"},
          new String[] {"[{\"name\":\"up\"", "[7,{\"name\":\"up\""});

  private static final AtomicReference<byte[]> REPLY = new AtomicReference<>(new byte[0]);
  private static ServerSocket server;
  private static FlyClient fly;

  @BeforeAll
  static void start() throws IOException {
    System.Logger log = System.getLogger(GarbageTest.class.getName());
    log.log(System.Logger.Level.INFO, "seed {0,number,#}, set another with -Dseed=", SEED);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(GarbageTest::serve);
    thread.setDaemon(true);
    thread.start();
    fly =
        FlyClient.builder()
            .token("fm2_x")
            .baseUri(URI.create("http://127.0.0.1:" + server.getLocalPort()))
            .retry(RetryPolicy.none())
            .rateLimiting(false)
            .maxResponseBytes(1 << 20)
            .callTimeout(Duration.ofSeconds(60))
            .build();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void serve() {
    while (!server.isClosed()) {
      try {
        Socket peer = server.accept();
        Thread thread = new Thread(() -> answer(peer));
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket peer) {
    try (peer) {
      peer.getInputStream().read(new byte[8192]);
      peer.getOutputStream().write(REPLY.get());
    } catch (IOException e) {
      // The client went away early.
    }
  }

  @TestFactory
  List<DynamicTest> garbageFailsWithTheMatchingException() {
    Random random = new Random(SEED);
    List<DynamicTest> tests = new ArrayList<>();
    byte[] machine = MACHINE.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 60; i++) {
      int cut = 1 + random.nextInt(machine.length - 2);
      byte[] truncated = Arrays.copyOf(machine, cut);
      tests.add(refused("truncated JSON after " + cut + " bytes", ok(truncated)));
    }
    for (String[] change : WRONG_TYPES) {
      assertThat(MACHINE).contains(change[0]);
      String text = MACHINE.replace(change[0], change[1]);
      tests.add(refused(change[0] + " is " + change[1], ok(text.getBytes(StandardCharsets.UTF_8))));
    }
    for (String text :
        List.of("", "[]", "7", "true", "\"text\"", "{}", "{\"id\":null}", "<html></html>", "{]")) {
      tests.add(refused("the body " + text, ok(text.getBytes(StandardCharsets.UTF_8))));
    }
    for (int i = 0; i < 40; i++) {
      byte[] broken = machine.clone();
      // A lone continuation byte inside a text is not UTF-8.
      int at = MACHINE.indexOf("web") + random.nextInt(3);
      broken[at] = (byte) (0x80 + random.nextInt(0x40));
      tests.add(refused("invalid UTF-8, case " + i, ok(broken)));
    }
    for (int i = 0; i < 40; i++) {
      byte[] noise = new byte[1 + random.nextInt(400)];
      random.nextBytes(noise);
      noise[0] = (byte) 0xFF;
      tests.add(refused("noise as body, case " + i, ok(noise)));
    }
    for (int i = 0; i < 30; i++) {
      byte[] noise = new byte[1 + random.nextInt(400)];
      random.nextBytes(noise);
      noise[0] = 0;
      tests.add(fails("noise in place of HTTP, case " + i, noise, ConnectionException.class));
    }
    String deep = "[".repeat(100_000);
    tests.add(refused("very deep nesting", ok(deep.getBytes(StandardCharsets.UTF_8))));
    tests.add(
        fails("2 MB where 1 MB is allowed", ok(new byte[2 << 20]), ConnectionException.class));
    tests.add(
        fails(
            "10 MB of error",
            reply("500 Oops", "x".repeat(10 << 20).getBytes(StandardCharsets.UTF_8)),
            ApiException.UnexpectedStatus.class));
    tests.add(fails("no reply at all", new byte[0], ConnectionException.class));
    tests.add(
        fails(
            "a body that ends early",
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":"
                .getBytes(StandardCharsets.UTF_8),
            ConnectionException.class));
    tests.add(fails("null", ok("null".getBytes(StandardCharsets.UTF_8)), NotFoundException.class));
    for (int status : new int[] {400, 401, 403, 404, 409, 412, 422, 429, 500, 503}) {
      byte[] noise = new byte[300];
      random.nextBytes(noise);
      tests.add(
          fails("noise with status " + status, reply(status + " X", noise), ApiException.class));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(200);
    return tests;
  }

  private static DynamicTest refused(String name, byte[] reply) {
    return fails(name, reply, UnexpectedResponseException.class);
  }

  private static DynamicTest fails(String name, byte[] reply, Class<? extends FlyException> type) {
    return dynamicTest(
        name,
        () -> {
          REPLY.set(reply);
          FlyException error = null;
          try {
            fly.app("my-app").machines().get("17");
          } catch (FlyException e) {
            error = e;
          }
          assertThat(error).isInstanceOf(type);
          assertThat(error.body().orElse("").length()).isLessThanOrEqualTo(4096);
          assertThat(error.getMessage().length()).isLessThan(1000);
        });
  }

  private static byte[] ok(byte[] body) {
    return reply("200 OK", body);
  }

  private static byte[] reply(String status, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    return out.toByteArray();
  }
}

package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static dev.mcpfly.transport.RelayStickyTest.assertSentOn;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import dev.mcpfly.transport.internal.Child;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay that ends, or notices that it is idle. */
@Timeout(120)
class RelayDrainTest {
  private static final String ELSEWHERE = "elsewhere=true;timeout=5s;fallback=prefer_self";
  private static final String[] IN_VAIN = {"fly-replay-failed", "app=x;reason=no_candidate"};

  private Relay relay;
  private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);
  private Stream questions;
  private HttpPeer busy;
  private Stream call;

  @AfterEach
  void stop() throws Exception {
    if (relay != null) {
      relay.close();
      closing.get(60, TimeUnit.SECONDS);
    }
  }

  private static Relay.Builder relay(String... server) {
    return Relay.stdio(StdioServerMain.command(server)).port(0).drain(Duration.ofMinutes(1));
  }

  private static Relay.Builder sticky(String... server) {
    return relay(server).stickySessions("m1aa", RelayStickyTest.KEY);
  }

  /** Begins to close a relay in which one session has a call that waits for an answer. */
  private HttpPeer drain(Relay.Builder builder) throws Exception {
    relay = builder.start();
    HttpPeer client = new HttpPeer(relay.uri());
    busy = client.session();
    questions = busy.stream();
    call = busy.postStream(call("1", "ask", "{}"));
    assertThat(call.data()).contains("elicitation/create");
    closing = CompletableFuture.runAsync(relay::close);
    HttpPeer ready = new HttpPeer(relay.baseUri().resolve("/readyz"));
    Answer answer = ready.send("GET");
    while (answer.status() == 200) {
      answer = ready.send("GET");
    }
    assertThat(answer.body()).isEqualTo("draining\n");
    assertThat(new HttpPeer(relay.baseUri().resolve("/livez")).send("GET").status()).isEqualTo(200);
    return client;
  }

  private void answerTheQuestion() throws Exception {
    assertThat(
            busy.post("{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{\"action\":\"accept\"}}")
                .status())
        .isEqualTo(202);
    assertThat(call.data()).contains("\"id\":1,", "accept");
    closing.get(60, TimeUnit.SECONDS);
    assertThat(questions.next("retry: 200")).as("the client may come back").isEqualTo("retry: 200");
    assertThat(questions.next("END")).isEqualTo("END");
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("fly-replay")).isEmpty();
  }

  @Test
  void finishesACallThatNeedsItsClientAndStartsNothingNew() throws Exception {
    HttpPeer client = drain(relay());
    assertRefused(client.post(HttpPeer.initialize("2025-11-25")));
    assertRefused(
        new HttpPeer(relay.baseUri().resolve("/sse")).send("GET", "Accept", "text/event-stream"));
    Answer another = busy.post(call("3", "echo", "{}"));
    assertThat(another.status()).isEqualTo(404);
    assertThat(another.errorCode()).isEqualTo(-32001);
    assertThat(busy.post("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\"}").status())
        .isEqualTo(200);
    answerTheQuestion();
  }

  @Test
  void sendsNewSessionsToOtherMachines() throws Exception {
    HttpPeer client = drain(sticky());
    assertSentOn(client.post(HttpPeer.initialize("2025-11-25")), ELSEWHERE);
    HttpPeer sse = new HttpPeer(relay.baseUri().resolve("/sse"));
    assertSentOn(sse.send("GET", "Accept", "text/event-stream"), ELSEWHERE);
    assertSentOn(
        new HttpPeer(relay.baseUri())
            .post(HttpPeer.initialize("2024-11-05"), "User-Agent", "mcp-fly"),
        ELSEWHERE);
    assertRefused(client.post(HttpPeer.initialize("2025-11-25"), IN_VAIN));
    assertRefused(client.post(HttpPeer.initialize("2025-11-25"), "fly-replay-src", "instance=m2"));
    assertRefused(sse.with(IN_VAIN).send("GET", "Accept", "text/event-stream"));
    HttpPeer modern =
        client.with(
            "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "echo");
    String echo =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"_meta\":{"
            + RelayStatelessTest.META
            + "}}}";
    assertSentOn(modern.post(echo), ELSEWHERE);
    assertRefused(modern.post(echo, IN_VAIN));
    answerTheQuestion();
  }

  @Test
  void sendsASessionThatCanBeRestoredToAnotherMachine() throws Exception {
    drain(sticky().sessionKey(RelayStickyTest.KEY));
    assertSentOn(busy.post(call("3", "echo", "{}")), ELSEWHERE);
    assertRefused(busy.post(call("3", "echo", "{}"), IN_VAIN));
    answerTheQuestion();
  }

  @Test
  void endsSessionsWithoutACallAtOnce() throws Exception {
    relay = relay().start();
    HttpPeer client = new HttpPeer(relay.uri());
    HttpPeer idle = client.session();
    Stream stream = idle.stream();
    busy = client.session();
    var held = busy.hold("1");
    closing = CompletableFuture.runAsync(relay::close);
    assertThat(stream.next("retry: 200")).isEqualTo("retry: 200");
    assertThat(stream.next("END")).isEqualTo("END");
    assertThat(held.isDone()).isFalse();
    assertThat(idle.post(call("1", "echo", "{}")).status()).isEqualTo(404);
    busy.post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
    closing.get(60, TimeUnit.SECONDS);
  }

  @Test
  void endsSubscriptionsWithoutAResultSoThatClientsListenAgain() throws Exception {
    relay = sticky("modern").start();
    HttpPeer peer = new HttpPeer(relay.uri(), "MCP-Protocol-Version", "2026-07-28");
    String meta = ",\"_meta\":{" + RelayStatelessTest.META + "}}}";
    String listen =
        "{\"jsonrpc\":\"2.0\",\"id\":\"L\",\"method\":\"subscriptions/listen\",\"params\":{"
            + "\"notifications\":{\"toolsListChanged\":true}"
            + meta;
    Stream stream = peer.with("Mcp-Method", "subscriptions/listen").postStream(listen);
    assertThat(stream.data()).contains("acknowledged");
    closing = CompletableFuture.runAsync(relay::close);
    assertThat(stream.next("data: {")).as("no result").isEqualTo("END");
  }

  @Test
  void failsACallThatExceedsTheDrainTime() throws Exception {
    relay = relay().drain(Duration.ofMillis(300)).start();
    HttpPeer session = new HttpPeer(relay.uri()).session();
    var held = session.hold("1");
    relay.close();
    Answer answer = held.get(30, TimeUnit.SECONDS);
    assertThat(answer.errorCode()).isEqualTo(-32603);
    assertThat(answer.last()).contains("shutting down");
  }

  @Test
  void exitsWhenIdleEvenIfAQuietStreamIsOpen() throws Exception {
    relay = relay().exitWhenIdle(Duration.ofSeconds(1)).start();
    HttpPeer session = new HttpPeer(relay.uri()).session();
    Stream stream = session.stream();
    assertThat(session.post(call("1", "sleep", "{\"millis\":3000}")).text())
        .as("a call is use, however long it takes")
        .isEqualTo("slept");
    assertThat(stream.next("END")).isEqualTo("END");
    assertThat(relay.isClosed()).isTrue();
    assertThat(relay.isReady()).isFalse();
  }

  @Test
  void finishesASessionWhoseServerIsBeingStarted() throws Exception {
    CatalogServer catalog = new CatalogServer(false);
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Child.Factory slow =
        listener -> {
          starting.countDown();
          await(started);
          return catalog.start(listener);
        };
    relay = new Relay.Builder(slow).port(0).drain(Duration.ofMinutes(1)).start();
    var opened = new HttpPeer(relay.uri()).postLater(HttpPeer.initialize("2025-11-25"));
    await(starting);
    Thread closer = new Thread(relay::close);
    closer.start();
    awaitPause(closer);
    started.countDown();
    assertThat(opened.get(60, TimeUnit.SECONDS).last()).contains("\"result\"");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSecondCloseDoesNotCutTheFirstShort() throws Exception {
    CatalogServer catalog = new CatalogServer(false);
    RelayHandler handler = RelayHandler.of(new Relay.Builder(catalog).drain(Duration.ofMinutes(1)));
    HttpServer front =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    front.setExecutor(threads);
    front.createContext("/mcp", handler);
    front.start();
    try {
      HttpPeer session =
          new HttpPeer(URI.create("http://127.0.0.1:" + front.getAddress().getPort() + "/mcp"))
              .session();
      var held = session.postLater(call("1", "hang", "{}"));
      while (!catalog.heard("tools/call", "hang")) {
        Thread.onSpinWait();
      }
      Thread first = new Thread(handler::close);
      first.start();
      awaitPause(first);
      Thread second = new Thread(handler::close);
      second.start();
      awaitPause(second);
      catalog.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]}}");
      assertThat(held.get(60, TimeUnit.SECONDS).last()).contains("\"content\"");
      first.join();
      second.join();
    } finally {
      handler.close();
      front.stop(0);
      threads.shutdownNow();
    }
  }

  private static void awaitPause(Thread closer) {
    while (closer.getState() != Thread.State.TIMED_WAITING
        && closer.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aTaskUnderWayIsUse() throws Exception {
    relay =
        new Relay.Builder(new CatalogServer(false))
            .port(0)
            .exitWhenIdle(Duration.ofSeconds(1))
            .start();
    try (RulesClient client = new RulesClient(RulesClient.Way.SESSION, relay.baseUri(), "")) {
      assertThat(client.ask("tools/call", "\"name\":\"read_a\",\"task\":{}")).contains("task-1");
    }
    // One that begins later, and has no task, ends by itself.
    try (Relay later = relay().exitWhenIdle(Duration.ofSeconds(1)).start()) {
      while (!later.isClosed()) {
        Thread.sleep(20);
      }
    }
    assertThat(relay.isClosed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "idle", "idle by flag"})
  void programExitsWithZeroWhenTerminatedOrIdle(String why) throws Exception {
    boolean byVariable = why.equals("idle");
    Map<String, String> environment =
        byVariable ? Map.of("MCP_FLY_EXIT_WHEN_IDLE", "1s") : Map.of();
    List<String> options =
        byVariable
            ? List.of()
            : List.of("--exit-when-idle", why.equals("idle by flag") ? "1s" : "1h");
    try (RelayProgram relay = RelayProgram.wrap(environment, options)) {
      relay.awaitUri();
      Process process = relay.process();
      if (!why.startsWith("idle")) {
        new ProcessBuilder("kill", "-s", why, "" + process.pid()).start().waitFor();
      }
      relay.drain();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }
}

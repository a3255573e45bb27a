package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streamable HTTP of the session era, as servers in the field speak it and as they fail. */
@Timeout(150)
class StdioProxySessionTest {
  /** A well-behaved server whose answer to anything but the handshake is up to the test. */
  private static FakeMcp server(FakeMcp.Handler calls) throws Exception {
    AtomicInteger sessions = new AtomicInteger();
    return new FakeMcp(
        (request, answer) -> {
          if (request.rpc().equals("initialize")) {
            answer.header("Mcp-Session-Id", "session-" + sessions.incrementAndGet());
            answer.json(200, FakeMcp.initializeResult(request.id()));
          } else if (request.rpc().equals("notifications/initialized")) {
            answer.status(202);
          } else if (request.method().equals("DELETE")) {
            answer.status(204);
          } else if (request.method().equals("GET") && request.header("last-event-id") == null) {
            answer.status(405);
          } else {
            calls.handle(request, answer);
          }
        });
  }

  private static void echo(FakeMcp.Request request, FakeMcp.Answer answer) throws Exception {
    if (request.id() == null || request.rpc().isEmpty()) {
      answer.status(202);
    } else {
      answer.json(200, FakeMcp.result(request.id(), "{\"echo\":true}"));
    }
  }

  @Test
  void sendsSessionAndVersionAfterInitializeAndEndsTheSessionWithItsInput() throws Exception {
    try (FakeMcp server = server(StdioProxySessionTest::echo)) {
      StdioClient client =
          new StdioClient(
              StdioProxy.to(server.uri("/mcp")).basic("me", "secret").header("X-A", "b"));
      client.initialize();
      client.call(1, "echo");
      assertThat(client.answer(1)).isEqualTo(FakeMcp.result("1", "{\"echo\":true}"));
      server.awaitRequest("GET");
      client.end();
      assertThat(client.awaitEnd()).isTrue();

      FakeMcp.Request first = server.requests("initialize").get(0);
      assertThat(first.header("mcp-session-id")).isNull();
      assertThat(first.header("accept")).isEqualTo("application/json, text/event-stream");
      assertThat(first.header("content-type")).isEqualTo("application/json");
      List<FakeMcp.Request> later = server.requests.subList(1, server.requests.size());
      assertThat(later)
          .extracting(FakeMcp.Request::method)
          .contains("POST", "GET")
          .last()
          .isEqualTo("DELETE");
      assertThat(later)
          .allMatch(r -> "session-1".equals(r.header("mcp-session-id")))
          .allMatch(r -> "2025-11-25".equals(r.header("mcp-protocol-version")));
      assertThat(server.requests)
          .allMatch(r -> "Basic bWU6c2VjcmV0".equals(r.header("authorization")))
          .allMatch(r -> "b".equals(r.header("x-a")));
    }
  }

  @Test
  void acceptsAnAnswerThatSpellsTheIdDifferently() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(200, FakeMcp.result('"' + request.id() + '"', "{}")));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.call(1, "echo").answer(1)).isEqualTo(FakeMcp.result("1", "{}"));
    }
  }

  @Test
  void limitsConcurrentRequestsAndLetsCancellationsPass() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<String> held = new LinkedBlockingQueue<>();
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.rpc().equals("tools/call")) {
                    held.add(request.id());
                    release.await();
                  }
                  echo(request, answer);
                });
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/mcp")).maxParallelRequests(2))) {
      client.initialize();
      for (int id = 1; id <= 5; id++) {
        client.call(id, "slow");
      }
      assertThat(List.of(held.take(), held.take())).containsExactlyInAnyOrder("1", "2");
      // One that waits and one that runs; the notice behind them shows that both were dealt with.
      client.send(cancelled(4)).send(cancelled(1));
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
      assertThat(held.take()).as("in the place of the one that ran").isEqualTo("3");
      while (server.requests("notifications/x").isEmpty()) {
        Thread.sleep(10);
      }
      assertThat(server.requests("notifications/cancelled"))
          .singleElement()
          .extracting(FakeMcp.Request::body)
          .asString()
          .contains("\"requestId\":1");
      assertThat(held).isEmpty();
      release.countDown();
      for (int id : new int[] {2, 3, 5}) {
        client.answer(id);
      }
      assertThat(server.requests("tools/call"))
          .extracting(FakeMcp.Request::id)
          .containsExactlyInAnyOrder("1", "2", "3", "5");
    }
  }

  private static String cancelled(int id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + "}}";
  }

  @Test
  void keepsIdsOfEveryTypeAndUnknownMembers() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(
                        200,
                        "{\"jsonrpc\":\"2.0\",\"id\":"
                            + request.id()
                            + ",\"result\":{\"n\":123456789012345678901234567890,\"s\":\"\u2028\"},\"x-more\":[1.0]}"));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      for (String id :
          List.of("1", "\"1\"", "-0", "1e3", "98765432109876543210", "\"\\u00e9\\n\"", "\"é\"")) {
        String line =
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"method\":\"vendor/x\",\"params\":{\"p\":1.10}}";
        client.send(line);
        assertThat(client.next())
            .isEqualTo(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                    + id
                    + ",\"result\":{\"n\":123456789012345678901234567890,\"s\":\"\u2028\"},\"x-more\":[1.0]}");
        assertThat(server.requests("vendor/x"))
            .last()
            .extracting(FakeMcp.Request::body)
            .isEqualTo(line);
      }
    }
  }

  @Test
  void readsEventStreamsWithEveryKindOfLineEndAndSeveralDataLines() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  answer.stream();
                  answer.write("\uFEFF: a comment\r\nid: 1\r\ndata:\r\n\r\n");
                  answer.write(
                      "event: message\r"
                          + "data: {\"jsonrpc\":\"2.0\",\r"
                          + "data: \"method\":\"notifications/a\"}\r\r");
                  for (char c :
                      "data:{\"jsonrpc\":\"2.0\",\"method\":\"notifications/é\"}\n\n"
                          .toCharArray()) {
                    answer.write(String.valueOf(c));
                  }
                  answer.event(FakeMcp.result(request.id(), "{}"));
                  answer.end();
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.next()).isEqualTo("{\"jsonrpc\":\"2.0\", \"method\":\"notifications/a\"}");
      assertThat(client.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/é\"}");
      assertThat(client.next()).contains("\"id\":1,");
    }
  }

  @Test
  void slowCallDoesNotBlockOthers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.body().contains("\"slow\"")) {
                    release.await(60, TimeUnit.SECONDS);
                  }
                  echo(request, answer);
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "slow");
      for (int i = 2; i < 40; i++) {
        client.call(i, "fast");
      }
      for (int i = 2; i < 40; i++) {
        client.answer(i);
      }
      assertThat(client.rest()).isEmpty();
      release.countDown();
      client.answer(1);
    }
  }

  @Test
  void aCancellationFollowsTheCallThatItEnds() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.rpc().equals("notifications/cancelled")) {
                    answer.status(202);
                    cancelled.countDown();
                  } else {
                    cancelled.await(60, TimeUnit.SECONDS);
                    answer.stream().end();
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "slow");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
      client.end();
      client.awaitEnd();
      assertThat(client.rest()).as("a cancelled call gets no answer of our own").isEmpty();
    }
  }

  @Test
  void opensANewSessionOnceForAllWhenTheOldOneIsGone() throws Exception {
    AtomicReference<String> alive = new AtomicReference<>("session-1");
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (alive.get().equals(request.header("mcp-session-id"))) {
                    echo(request, answer);
                  } else {
                    answer.status(404);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(0, "x").answer(0);
      alive.set("session-2");
      for (int i = 1; i <= 8; i++) {
        client.call(i, "x");
      }
      for (int i = 1; i <= 8; i++) {
        assertThat(client.answer(i)).contains("\"echo\"");
      }
      assertThat(server.requests("initialize")).hasSize(2);
      assertThat(server.requests("initialize").get(1).body())
          .contains("\"clientInfo\":{\"name\":\"test\"")
          .doesNotContain("init-1");
      assertThat(server.requests("initialize").get(1).header("mcp-session-id")).isNull();
      assertThat(server.requests("notifications/initialized")).hasSize(2);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void asksForANewSessionOnlyOnce() throws Exception {
    try (FakeMcp server = server((request, answer) -> answer.status(404));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.answer(1)).contains("\"error\"").contains("404");
      assertThat(server.requests("tools/call")).hasSize(2);
      assertThat(server.requests("initialize")).hasSize(2);
    }
  }

  @Test
  void resumesABrokenReplyAndPassesEachEventOnce() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.method().equals("GET")) {
                    assertThat(request.header("last-event-id")).isEqualTo("s-2");
                    answer.stream();
                    answer.event("s-2", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/two\"}");
                    answer.event("s-3", FakeMcp.result("1", "{\"resumed\":true}"));
                  } else {
                    answer.stream();
                    answer.write("id: s-1\nretry: 10\ndata:\n\n");
                    answer.event("s-2", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/two\"}");
                  }
                  answer.end();
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.next()).contains("notifications/two");
      assertThat(client.next()).contains("\"resumed\":true");
      assertThat(server.requests("tools/call")).hasSize(1);
    }
  }

  @Test
  void reportsAReplyThatBrokeAndCannotBeResumed() throws Exception {
    try (FakeMcp server = server((request, answer) -> answer.stream().end());
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.answer(1)).contains("\"error\"").contains("ended the stream");
      assertThat(server.requests("tools/call")).as("it may have run").hasSize(1);
    }
  }

  @Test
  void passesTheServersQuestionsAndTheClientsAnswers() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.rpc().isEmpty()) {
                    assertThat(request.body()).contains("\"id\":\"s1\"");
                    answer.status(202);
                    answered.countDown();
                  } else {
                    answer.stream();
                    answer.event(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"method\":\"elicitation/create\",\"params\":{}}");
                    assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
                    answer.event(FakeMcp.result(request.id(), "{}"));
                    answer.end();
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "ask");
      assertThat(client.next()).contains("elicitation/create");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"s1\",\"result\":{\"action\":\"accept\"}}");
      client.answer(1);
    }
  }

  @Test
  void finishesCallsThatRunWhenItsInputEnds() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (FakeMcp server =
        server(
            (request, answer) -> {
              asked.countDown();
              release.await(60, TimeUnit.SECONDS);
              echo(request, answer);
            })) {
      StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")));
      client.initialize();
      client.call(1, "slow");
      client.end();
      asked.await();
      assertThat(client.ended()).isNotDone();
      release.countDown();
      assertThat(client.awaitEnd()).isTrue();
      assertThat(client.answer(1)).contains("\"echo\"");
    }
  }

  @Test
  void doesNotReportCallsAbandonedByTheEndOfInput() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (FakeMcp server = server((request, answer) -> release.await(60, TimeUnit.SECONDS))) {
      StdioClient client =
          new StdioClient(StdioProxy.to(server.uri("/mcp")).drainTimeout(Duration.ofMillis(200)));
      client.initialize();
      client.call(1, "slow");
      client.end();
      assertThat(client.awaitEnd()).isFalse();
      assertThat(client.rest()).isEmpty();
      release.countDown();
    }
  }

  @Test
  void waitsForAServerThatIsJustStartingWithoutSendingAnythingTwice() throws Exception {
    int port;
    try (FakeMcp unused = server(StdioProxySessionTest::echo)) {
      port = unused.port();
    }
    try (StdioClient client =
        new StdioClient(StdioProxy.to(java.net.URI.create("http://127.0.0.1:" + port + "/mcp")))) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
      Thread.sleep(300);
      AtomicInteger count = new AtomicInteger();
      try (FakeMcp server =
          new FakeMcp(
              port,
              (request, answer) -> {
                if (count.incrementAndGet() <= 2) {
                  answer.status(count.get() == 1 ? 502 : 503);
                } else if (request.rpc().equals("initialize")) {
                  answer.json(200, FakeMcp.initializeResult(request.id()));
                } else {
                  answer.status(202);
                }
              })) {
        assertThat(client.answer(1)).contains("serverInfo");
        assertThat(server.requests).hasSize(3);
        client.end();
        client.awaitEnd();
      }
    }
  }

  @Test
  void doesNotRepeatACallWhenARunningServerAnswersBadGateway() throws Exception {
    try (FakeMcp server = server((request, answer) -> answer.status(502));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.answer(1)).contains("HTTP 502").contains("\"httpStatus\":502");
      assertThat(server.requests("tools/call")).hasSize(1);
    }
  }

  @Test
  void honoursRetryAfter() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (count.incrementAndGet() == 1) {
                    answer.header("Retry-After", "1").status(503);
                  } else {
                    echo(request, answer);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      long before = System.nanoTime();
      client.call(1, "x");
      assertThat(client.answer(1)).contains("echo");
      assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
    }
  }

  @Test
  void answersUnreachableServersWithAnErrorForEveryRequest() throws Exception {
    int port;
    try (FakeMcp unused = server(StdioProxySessionTest::echo)) {
      port = unused.port();
    }
    try (StdioClient client =
        new StdioClient(
            StdioProxy.to(java.net.URI.create("http://127.0.0.1:" + port + "/mcp"))
                .wakeTimeout(Duration.ofMillis(300)))) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
      client.send("{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"tools/list\"}");
      assertThat(client.answer(1)).contains("could not be reached").contains("-32000");
      assertThat(client.next("\"id\":\"b\"")).contains("could not be reached");
    }
  }

  @Test
  void passesTheJsonRpcErrorOfAnHttpErrorUnderTheRequestsId() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) ->
                    answer.json(
                        400,
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32602,\"message\":\"bad\",\"data\":[1]}}"));
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.next())
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"bad\",\"data\":[1]}}");
    }
  }

  @Test
  void refusesARedirectThatWouldCarryCredentialsElsewhere() throws Exception {
    try (FakeMcp elsewhere = server(StdioProxySessionTest::echo);
        FakeMcp server =
            new FakeMcp(
                (request, answer) ->
                    answer.header("Location", elsewhere.uri("/mcp").toString()).status(307));
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/mcp")).bearerToken("hush"))) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
      assertThat(client.answer(1)).contains("redirects to another origin");
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  void followsARedirectWithinTheOrigin() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (!request.path().equals("/mcp/")) {
                    answer.header("Location", "/mcp/").status(308);
                  } else if (request.rpc().equals("initialize")) {
                    answer.json(200, FakeMcp.initializeResult(request.id()));
                  } else {
                    echo(request, answer);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      assertThat(client.initialize()).contains("serverInfo");
      client.call(1, "x");
      assertThat(client.answer(1)).contains("echo");
      assertThat(server.requests).filteredOn(r -> r.path().equals("/mcp")).hasSize(1);
    }
  }

  @Test
  void reconnectsTheGeneralStreamWithItsLastEventId() throws Exception {
    AtomicInteger gets = new AtomicInteger();
    CountDownLatch resumed = new CountDownLatch(1);
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (request.method().equals("GET")) {
                    answer.stream();
                    if (gets.incrementAndGet() == 1) {
                      answer.write("retry: 20\n\n");
                      answer.event("e1", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/one\"}");
                      answer.end();
                    } else {
                      assertThat(request.header("last-event-id")).isEqualTo("e1");
                      answer.event("e2", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/two\"}");
                      resumed.await(60, TimeUnit.SECONDS);
                      answer.end();
                    }
                  } else if (request.rpc().equals("initialize")) {
                    answer.header("Mcp-Session-Id", "s");
                    answer.json(200, FakeMcp.initializeResult(request.id()));
                  } else {
                    answer.status(202);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.next()).contains("notifications/one");
      assertThat(client.next()).contains("notifications/two");
      resumed.countDown();
    }
  }

  @Test
  void rejectsOversizedMessagesInBothDirectionsAndContinues() throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (request.body().contains("\"big\"")) {
                    answer.json(200, FakeMcp.result(request.id(), "\"" + "x".repeat(5000) + "\""));
                  } else {
                    echo(request, answer);
                  }
                });
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/mcp")).maxMessageBytes(4096))) {
      client.initialize();
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":\""
              + "y".repeat(5000)
              + "\"}");
      assertThat(client.answer(1)).contains("\"error\"").contains("limit of 4096 bytes");
      client.call(2, "big");
      assertThat(client.answer(2)).contains("\"error\"").contains("4096");
      client.call(3, "x");
      assertThat(client.answer(3)).contains("echo");
    }
  }

  @Test
  void answersInvalidMessagesWithAParseErrorAndContinues() throws Exception {
    try (FakeMcp server = server(StdioProxySessionTest::echo);
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client
          .send("this is not JSON")
          .send("")
          .send("[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"a\"}]");
      assertThat(client.next()).contains("-32700");
      assertThat(client.next()).contains("\"id\":5,").contains("echo");
    }
  }
}

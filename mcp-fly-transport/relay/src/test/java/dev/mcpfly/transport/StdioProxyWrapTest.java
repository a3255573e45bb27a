package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The dialect of {@code flyctl mcp wrap}, which nothing but its name tells from Streamable HTTP.
 */
@Timeout(150)
class StdioProxyWrapTest {
  private static void child(String line, Consumer<String> out) {
    String id = new FakeMcp.Request("", "", java.util.Map.of(), line).id();
    if (line.contains("\"initialize\"")) {
      out.accept(FakeMcp.initializeResult(id));
    } else if (line.contains("\"silent\"")) {
      out.accept("this is a log line");
    } else if (id != null && line.contains("\"method\"")) {
      out.accept(FakeMcp.result(id, "{\"echo\":" + line.length() + "}"));
    }
  }

  @Test
  void detectsAWrapServerWithoutLosingMessages() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()))) {
      assertThat(client.initialize()).contains("\"serverInfo\"");
      for (int i = 0; i < 50; i++) {
        client.call(i, "echo");
      }
      for (int i = 0; i < 50; i++) {
        assertThat(client.answer(i)).contains("\"echo\"");
      }
      assertThat(wrap.dropped).isEmpty();
      assertThat(wrap.posted).hasSize(52);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void keepsTheOrderOfMessages() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()))) {
      client.initialize();
      for (int i = 0; i < 30; i++) {
        client.call(i, "echo");
        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/n" + i + "\"}");
      }
      client.end();
      assertThat(client.awaitEnd()).isTrue();
      assertThat(wrap.posted).hasSize(62);
      for (int i = 0; i < 30; i++) {
        assertThat(wrap.posted.get(2 + 2 * i)).contains("\"id\":" + i + ",");
        assertThat(wrap.posted.get(3 + 2 * i)).contains("notifications/n" + i + "\"");
      }
    }
  }

  @Test
  void passesABodyLargerThanAPipeOrAScannerHolds() throws Exception {
    String big = "x".repeat(12_000_000);
    try (FakeWrap wrap =
            new FakeWrap(
                (line, out) -> {
                  if (line.contains("\"big\"")) {
                    out.accept(FakeMcp.result("7", "{\"text\":\"" + big + "\"}"));
                  } else {
                    child(line, out);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()))) {
      client.initialize();
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"big\",\"arguments\":{\"a\":\""
              + big
              + "\"}}}");
      assertThat(client.answer(7)).hasSizeGreaterThan(12_000_000).contains(big);
    }
  }

  @Test
  void repeatsHarmlessRequestsAfterABrokenStreamAndAnswersOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeWrap wrap =
            new FakeWrap(
                (line, out) -> {
                  if (line.contains("tools/list") && asked.getCount() > 0) {
                    asked.countDown();
                  } else {
                    child(line, out);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()))) {
      client.initialize();
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
      asked.await();
      wrap.cut();
      assertThat(client.answer(1)).contains("\"echo\"");
      wrap.say(FakeMcp.result("1", "{\"late\":true}"));
      client.call(2, "echo");
      assertThat(client.next()).contains("\"id\":2,");
    }
  }

  @Test
  void holdsCallsWhileTheStreamIsDownAndDoesNotRepeatStartedOnes() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeWrap wrap =
            new FakeWrap(
                (line, out) -> {
                  if (line.contains("\"slow\"")) {
                    asked.countDown();
                  } else {
                    child(line, out);
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()))) {
      client.initialize();
      client.call(1, "slow");
      asked.await();
      wrap.getStatus = 503;
      wrap.cut();
      while (wrap.requests.stream().filter(r -> r.startsWith("GET")).count() < 2) {
        Thread.sleep(5);
      }
      client.call(2, "echo");
      wrap.getStatus = 200;
      assertThat(client.answer(2)).contains("\"echo\"");
      wrap.say(FakeMcp.result("1", "{\"slow\":true}"));
      assertThat(client.answer(1)).contains("\"slow\":true");
      assertThat(wrap.posted).filteredOn(line -> line.contains("\"slow\"")).hasSize(1);
      assertThat(wrap.dropped).isEmpty();
    }
  }

  @Test
  void sendsTheInstanceWithEveryRequestIncludingTheGet() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()).instance("abc123"))) {
      client.initialize();
      client.call(1, "echo").answer(1);
      assertThat(wrap.requests).anyMatch(r -> r.startsWith("GET"));
      assertThat(wrap.requests).allMatch(r -> r.endsWith("instance=abc123"));
    }
  }

  @Test
  void answersWithAnErrorWhenTheTokenIsWrong() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child)) {
      wrap.token = "right";
      try (StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()).bearerToken("wrong"))) {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        assertThat(client.answer(1))
            .contains("\"error\"")
            .contains("HTTP 401")
            .doesNotContain("wrong");
      }
      try (StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()).bearerToken("right"))) {
        assertThat(client.initialize()).contains("\"result\"");
      }
    }
  }

  @Test
  void reportsThatAnotherClientIsConnected() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient first = new StdioClient(StdioProxy.to(wrap.uri()))) {
      first.initialize();
      try (StdioClient second =
          new StdioClient(
              StdioProxy.to(wrap.uri()).wakeTimeout(java.time.Duration.ofMillis(600)))) {
        second.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        assertThat(second.answer(1)).contains("another client is connected");
      }
      first.call(3, "echo");
      assertThat(first.answer(3)).contains("\"echo\"");
    }
  }

  @Test
  void skipsInvalidMessages() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient client =
            new StdioClient(
                StdioProxy.to(wrap.uri()).drainTimeout(java.time.Duration.ofMillis(50)))) {
      client.initialize();
      client.call(1, "silent").call(2, "echo");
      assertThat(client.next()).contains("\"id\":2,");
    }
  }

  @Test
  void recognisesAWrapAtAnotherPathByItsEmptyAnswer() throws Exception {
    try (FakeWrap wrap = new FakeWrap(StdioProxyWrapTest::child);
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri().resolve("/mcp")))) {
      assertThat(client.initialize()).contains("\"serverInfo\"");
      client.call(1, "echo");
      assertThat(client.answer(1)).contains("\"echo\"");
    }
  }
}

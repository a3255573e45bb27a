package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers, gateways and clients expect of a proxy besides the protocol. */
@Timeout(150)
class StdioProxyMannersTest {
  private static FakeMcp server(FakeMcp.Handler calls) throws Exception {
    return new FakeMcp(
        (request, answer) -> {
          switch (request.rpc()) {
            case "initialize" -> {
              answer.header("Mcp-Session-Id", "s");
              answer.json(200, FakeMcp.initializeResult(request.id()));
            }
            case "tools/call" -> calls.handle(request, answer);
            default -> answer.status(request.method().equals("GET") ? 405 : 202);
          }
        });
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }

  @Test
  void requestsAndReadsGzip() throws Exception {
    String big = "{\"text\":\"" + "é😀 ".repeat(100_000) + "\"}";
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  answer.header("Content-Encoding", "gzip");
                  answer.json(200, gzip(FakeMcp.result(request.id(), big)));
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.call(1, "x").answer(1)).isEqualTo(FakeMcp.result("1", big));
      assertThat(server.requests)
          .allMatch(request -> "gzip".equals(request.header("accept-encoding")));
    }
  }

  @Test
  void readsEventsThatAreCompressedOneByOne() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  answer.header("Content-Encoding", "gzip").stream();
                  GZIPOutputStream out = new GZIPOutputStream(answer.body(), true);
                  out.write(
                      "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\n"
                          .getBytes(StandardCharsets.UTF_8));
                  out.flush();
                  heard.await();
                  out.write(
                      ("data: " + FakeMcp.result("1", "{}") + "\n\n")
                          .getBytes(StandardCharsets.UTF_8));
                  out.finish();
                  answer.end();
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x");
      assertThat(client.next()).contains("notifications/x");
      heard.countDown();
      assertThat(client.answer(1)).isEqualTo(FakeMcp.result("1", "{}"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not gzip at all", "\u001f", "\u001f\u008b\u0008"})
  void reportsABrokenCompressedAnswer(String body) throws Exception {
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  answer.header("Content-Encoding", "gzip");
                  answer.json(200, body.getBytes(StandardCharsets.ISO_8859_1));
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.call(1, "x").answer(1)).contains("\"error\"");
    }
  }

  @Test
  void returnsCookiesToTheServerThatSetThem() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  answer.header("Set-Cookie", "lb=node-" + calls.incrementAndGet() + "; Path=/");
                  answer.json(200, FakeMcp.result(request.id(), "{}"));
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      client.call(1, "x").answer(1);
      client.call(2, "x").answer(2);
      assertThat(server.requests("tools/call"))
          .extracting(request -> String.valueOf(request.header("cookie")))
          .containsExactly("null", "lb=node-1");
    }
  }

  @Test
  void keepsCookiesOfTwoServersApart() throws Exception {
    FakeMcp.Handler sets =
        (request, answer) -> {
          answer.header("Set-Cookie", "who=secret; Path=/");
          answer.json(200, FakeMcp.result(request.id(), "{}"));
        };
    try (FakeMcp first = server(sets);
        FakeMcp second = server(sets);
        StdioClient one = new StdioClient(StdioProxy.to(first.uri("/mcp")));
        StdioClient two = new StdioClient(StdioProxy.to(second.uri("/mcp")))) {
      one.initialize();
      one.call(1, "x").answer(1);
      two.initialize();
      two.call(1, "x").answer(1);
      assertThat(second.requests).allMatch(request -> request.header("cookie") == null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"Invalid session\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Bad Request: No"
            + " valid session ID provided\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Bad Request:"
            + " Server not initialized\"}}",
      })
  void beginsAnewWhenALostSessionIsToldAsABadRequest(String body) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (FakeMcp server =
            server(
                (request, answer) -> {
                  if (calls.incrementAndGet() == 1) {
                    answer.json(400, body);
                  } else {
                    answer.json(200, FakeMcp.result(request.id(), "{}"));
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/mcp")))) {
      client.initialize();
      assertThat(client.call(1, "x").answer(1)).isEqualTo(FakeMcp.result("1", "{}"));
      assertThat(server.requests("initialize")).hasSize(2);
    }
  }

  @Test
  void givesUpOnAnAnswerThatTakesTooLongAndCancelsTheRequest() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeMcp server = server((request, answer) -> over.await());
        StdioClient client =
            new StdioClient(
                StdioProxy.to(server.uri("/mcp")).requestTimeout(Duration.ofMillis(300)))) {
      client.initialize();
      assertThat(client.call(1, "x").answer(1)).contains("\"error\"").contains("within 0.3 s");
      server.awaitRequest("cancellation", r -> r.body().contains("notifications/cancelled"));
      over.countDown();
    }
  }

  @Test
  void pingsTheServerWithoutTheClientSeeingIt() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  switch (request.rpc()) {
                    case "initialize" -> answer.json(200, FakeMcp.initializeResult(request.id()));
                    case "ping" -> answer.json(200, FakeMcp.result(request.id(), "{}"));
                    default -> answer.status(request.method().equals("GET") ? 405 : 202);
                  }
                });
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/mcp")).ping(Duration.ofMillis(50)))) {
      client.initialize();
      server.awaitRequest("ping", request -> request.rpc().equals("ping"));
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void skipsAByteOrderMarkInFrontOfTheFirstMessage() throws Exception {
    try (FakeMcp server =
        server((request, answer) -> answer.json(200, FakeMcp.result(request.id(), "{}")))) {
      String input =
          "\ufeff{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}\n";
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean complete =
          StdioProxy.to(server.uri("/mcp"))
              .run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out);
      assertThat(complete).isTrue();
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"id\":1,\"result\"");
    }
  }

  @Test
  void endsWhenItsOutputIsClosedEvenIfItsInputIsOpen() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    InputStream in = new OpenInput(over);
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (FakeMcp server = server((request, answer) -> answer.status(202))) {
      CompletableFuture<Boolean> run =
          CompletableFuture.supplyAsync(() -> StdioProxy.to(server.uri("/mcp")).run(in, out));
      assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("The client has disconnected");
    } finally {
      over.countDown();
    }
  }

  /** One message, and then nothing until it is let go. */
  private static final class OpenInput extends InputStream {
    private final CountDownLatch over;
    private final InputStream first =
        new ByteArrayInputStream(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}\n"
                .getBytes(StandardCharsets.UTF_8));

    OpenInput(CountDownLatch over) {
      this.over = over;
    }

    @Override
    public int read() {
      throw new AssertionError("read in pieces");
    }

    @Override
    public int read(byte[] buf, int from, int length) throws IOException {
      int count = first.read(buf, from, length);
      if (count >= 0) {
        return count;
      }
      try {
        over.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return -1;
    }
  }
}

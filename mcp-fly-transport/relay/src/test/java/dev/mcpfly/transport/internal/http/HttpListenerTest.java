package dev.mcpfly.transport.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.HeapBudget;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections: what ends them, which goes first, and what an error of one does to others. */
@Timeout(120)
class HttpListenerTest {
  private static final long SEED = 20261129;
  private static final String GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final List<Socket> sockets = new ArrayList<>();
  private HttpListener listener;

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
  }

  private void listen(int connections, ExchangeHandler handler) throws IOException {
    Duration long_ = Duration.ofMinutes(10);
    listener =
        new HttpListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new HttpLimits(1 << 14, connections, long_, long_, long_, long_, 1 << 20),
            handler);
  }

  private static void ok(Exchange exchange) {
    exchange.respond(200, "ok".getBytes(StandardCharsets.US_ASCII));
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The status of the next answer, whose headers and short body are read, too. */
  private static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return -1;
      }
      head.append((char) b);
    }
    int length = head.indexOf("Content-Length: ");
    if (length > 0) {
      in.readNBytes(Integer.parseInt(head.substring(length + 16, head.indexOf("\r\n", length))));
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1200 && !condition.getAsBoolean(); i++) {
      Thread.sleep(25);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void endsOnlyTheConnectionWhoseRequestRunsOutOfMemory() throws Exception {
    listen(
        100,
        exchange -> {
          switch (exchange.method()) {
            case "OOM" -> throw new OutOfMemoryError("as if");
            case "SOE" -> throw new StackOverflowError();
            case "AE" -> throw new AssertionError("as if");
            case "RE" -> throw new IllegalStateException("as if");
            default -> ok(exchange);
          }
        });
    Socket other = open();
    send(other, GET);
    assertThat(status(other)).isEqualTo(200);
    for (String method : List.of("OOM", "SOE", "AE")) {
      Socket socket = open();
      send(socket, GET.replace("GET", method));
      assertThat(status(socket)).as(method).isEqualTo(-1);
    }
    Socket failed = open();
    send(failed, GET.replace("GET", "RE"));
    assertThat(status(failed)).isEqualTo(500);
    send(other, GET);
    assertThat(status(other)).isEqualTo(200);
    assertThat(listener.failure()).isNull();
  }

  @Test
  void answersInOrderWhoeverWritesAndHoweverMuch() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      listen(
          100,
          exchange -> {
            byte[] body = new byte[Integer.parseInt(exchange.path().substring(1))];
            if (body.length % 3 == 0) {
              exchange.respond(200, body);
            } else {
              writers.execute(() -> exchange.respond(200, body));
            }
          });
      Random random = new Random(SEED);
      List<Future<List<Integer>>> clients = new ArrayList<>();
      List<List<Integer>> wanted = new ArrayList<>();
      ExecutorService readers = Executors.newFixedThreadPool(8);
      for (int client = 0; client < 8; client++) {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
          lengths.add(random.nextInt(1 << random.nextInt(18)));
        }
        wanted.add(lengths);
        // Some wait for each answer, some send all that they have.
        boolean pipelines = client % 2 == 0;
        Socket socket = open();
        clients.add(readers.submit(() -> lengths(socket, lengths, pipelines)));
      }
      for (int client = 0; client < 8; client++) {
        assertThat(clients.get(client).get(100, TimeUnit.SECONDS))
            .as("seed %d", SEED)
            .isEqualTo(wanted.get(client));
      }
      readers.shutdown();
    } finally {
      writers.shutdown();
    }
  }

  private static List<Integer> lengths(Socket socket, List<Integer> asked, boolean pipelines)
      throws IOException {
    List<Integer> got = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (!pipelines || i % 10 == 0) {
        for (int j = i; j < (pipelines ? Math.min(i + 10, asked.size()) : i + 1); j++) {
          send(socket, GET.replace("/a", "/" + asked.get(j)));
        }
      }
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = socket.getInputStream().read();
        assertThat(b).isNotNegative();
        head.append((char) b);
      }
      int at = head.indexOf("Content-Length: ") + 16;
      int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
      got.add(socket.getInputStream().readNBytes(length).length);
    }
    return got;
  }

  @Test
  void endsWithAMessageAfterAFatalError() throws Exception {
    listen(
        100,
        exchange -> {
          throw new NoClassDefFoundError("as if");
        });
    Socket socket = open();
    Socket other = open();
    send(socket, GET);
    assertThat(status(socket)).isEqualTo(-1);
    assertThat(status(other)).isEqualTo(-1);
    await(() -> listener.failure() instanceof NoClassDefFoundError);
  }

  @Test
  void closesTheIdlestConnectionFirst() throws Exception {
    BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
    listen(
        3,
        exchange -> {
          if (exchange.method().equals("WAIT")) {
            waiting.add(exchange);
          } else {
            ok(exchange);
          }
        });
    Socket busy = open();
    send(busy, GET.replace("GET", "WAIT"));
    Exchange held = waiting.take();
    Socket idlest = open();
    send(idlest, GET);
    assertThat(status(idlest)).isEqualTo(200);
    Socket idle = open();
    send(idle, GET);
    assertThat(status(idle)).isEqualTo(200);
    Socket fresh = open();
    send(fresh, GET);
    assertThat(status(fresh)).isEqualTo(200);
    assertThat(status(idlest)).isEqualTo(-1);
    send(idle, GET);
    assertThat(status(idle)).isEqualTo(200);
    ok(held);
    assertThat(status(busy)).isEqualTo(200);
  }

  @Test
  void answersOnlyHealthChecksBeyondItsConnectionLimit() throws Exception {
    BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
    listen(
        2,
        new ExchangeHandler() {
          @Override
          public void handle(Exchange exchange) {
            if (isCheck(exchange.path())) {
              ok(exchange);
            } else {
              waiting.add(exchange);
            }
          }

          @Override
          public boolean isCheck(String path) {
            return path.equals("/check");
          }
        });
    for (int i = 0; i < 2; i++) {
      send(open(), GET);
      waiting.take();
    }
    Socket surplus = open();
    send(surplus, GET);
    assertThat(status(surplus)).isEqualTo(503);
    assertThat(status(surplus)).isEqualTo(-1);
    Socket check = open();
    send(check, GET.replace("/a", "/check"));
    assertThat(status(check)).isEqualTo(200);
    assertThat(waiting).isEmpty();
  }

  @Test
  void releasesRefusedConnectionsAtOnceEvenIfTheirClientsStay() throws Exception {
    listen(1000, exchange -> exchange.respond(403, new byte[0]));
    String body = "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
    for (String request : List.of("nonsense\r\n\r\n", body, "GET /\u0001 HTTP/1.1\r\n\r\n")) {
      Socket socket = open();
      send(socket, request);
      assertThat(status(socket)).isIn(400, 403);
      assertThat(status(socket)).isEqualTo(-1);
    }
    await(() -> listener.connections() == 0);
  }

  @Test
  void drainsTheRestOfARequestSoTheClientSeesTheAnswer() throws Exception {
    listen(10, exchange -> exchange.respond(413, new byte[0]));
    Socket socket = open();
    send(socket, "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n");
    send(socket, "x".repeat(400_000));
    assertThat(status(socket)).isEqualTo(413);
    await(() -> listener.connections() == 0);
  }

  @Test
  void readsAHeadThatComesByteByByteOnce() throws Exception {
    listen(10, HttpListenerTest::ok);
    Socket socket = open();
    socket.setTcpNoDelay(true);
    String head = "\r\n" + GET.replace("\r\n\r\n", "\r\nX: " + "y".repeat(300) + "\r\n\r\n");
    for (int i = 0; i < head.length(); i++) {
      char c = head.charAt(i);
      send(socket, "" + c);
    }
    assertThat(status(socket)).isEqualTo(200);
  }

  @Test
  void releasesAllMemoryWhenConnectionsEnd() throws Exception {
    BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
    listen(
        100,
        exchange ->
            exchange.readBody(
                1 << 20,
                new Exchange.BodyReceiver() {
                  @Override
                  public void received(byte[] body) {
                    waiting.add(exchange);
                  }

                  @Override
                  public void tooLarge() {
                    exchange.respond(413, new byte[0]);
                  }
                }));
    HeapBudget budget = HeapBudget.messages();
    long before = budget.held();
    String head = "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n";
    Socket half = open();
    send(half, head + "x".repeat(200_000));
    await(() -> budget.held() - before >= 200_000);
    Socket partOfAHead = open();
    send(partOfAHead, "GET /a HTTP/1.1\r\nX: " + "y".repeat(5_000));
    await(() -> budget.held() - before >= 205_000);
    Socket whole = open();
    send(whole, head + "x".repeat(500_000));
    Exchange read = waiting.take();
    assertThat(budget.held() - before).isGreaterThanOrEqualTo(700_000);
    read.bodyDone();
    assertThat(budget.held() - before).isLessThan(700_000);
    read.respond(200, new byte[0]);
    for (Socket socket : sockets) {
      socket.close();
    }
    await(() -> listener.connections() == 0 && budget.held() <= before);
    assertThat(budget.held()).isEqualTo(before);
  }

  @Test
  void neverSendsAnInterimAnswerToHttp10() throws Exception {
    listen(10, HttpListenerTest::echoTenBytes);
    String rest = "\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    Socket old = open();
    send(old, "POST /a HTTP/1.0" + rest);
    send(old, "abc");
    assertThat(status(old)).isEqualTo(200);
    Socket newer = open();
    send(newer, "POST /a HTTP/1.1" + rest);
    assertThat(status(newer)).isEqualTo(100);
    send(newer, "abc");
    assertThat(status(newer)).isEqualTo(200);
  }

  @Test
  void closesWhenAnyConnectionHeaderSaysSo() throws Exception {
    listen(10, HttpListenerTest::ok);
    for (String header :
        List.of(
            "Connection: close",
            "Connection: keep-alive, close",
            "Connection: close, keep-alive",
            "Connection: keep-alive\r\nConnection: Close")) {
      Socket socket = open();
      send(socket, GET.replace("\r\n\r\n", "\r\n" + header + "\r\n\r\n"));
      assertThat(status(socket)).as(header).isEqualTo(200);
      assertThat(status(socket)).as(header).isEqualTo(-1);
    }
  }

  @Test
  void answersAtItsEndWhoHasJustConnected() throws Exception {
    listen(10, HttpListenerTest::ok);
    Socket kept = open();
    send(kept, GET);
    assertThat(status(kept)).isEqualTo(200);
    Socket slow = open();
    await(() -> listener.connections() == 2);
    Thread end = end();
    // A client that has no processor at the moment.
    end.join(500);
    send(slow, GET);
    assertThat(status(slow)).isEqualTo(200);
    assertThat(status(slow)).as("its connection is not kept").isEqualTo(-1);
    assertThat(status(kept)).isEqualTo(-1);
    end.join();
  }

  @Test
  void answersAtItsEndWhatIsAskedOnAConnectionThatWasKept() throws Exception {
    BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
    listen(
        10,
        exchange -> {
          if (exchange.path().equals("/later")) {
            waiting.add(exchange);
          } else {
            ok(exchange);
          }
        });
    Socket socket = open();
    send(socket, GET);
    assertThat(status(socket)).isEqualTo(200);
    send(socket, GET.replace("/a", "/later"));
    Exchange later = waiting.take();
    Thread end = end();
    end.join(500);
    ok(later);
    assertThat(status(socket)).isEqualTo(200);
    assertThat(status(socket)).isEqualTo(-1);
    end.join();
  }

  @Test
  void answersAtItsEndWhatComesWhileThereIsNoProcessorTime() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch turn = new CountDownLatch(1);
    listen(
        10,
        exchange -> {
          if (exchange.path().equals("/busy")) {
            begun.countDown();
            assertThat(awaits(turn)).isTrue();
          }
          ok(exchange);
        });
    send(open(), GET.replace("/a", "/busy"));
    assertThat(awaits(begun)).isTrue();
    Socket late = open();
    send(late, GET);
    Thread end = end();
    end.join(2000); // the listener's thread has no turn
    turn.countDown();
    assertThat(status(late)).isEqualTo(200);
    end.join();
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Thread end() {
    Thread thread =
        new Thread(
            () -> {
              listener.keepNoConnections();
              listener.stopAccepting();
              listener.flush();
              listener.close();
            });
    thread.start();
    return thread;
  }

  @Test
  void rejectsAChunkedBodyThatIsTooLarge() throws Exception {
    listen(10, HttpListenerTest::echoTenBytes);
    String head = "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String tooLarge : List.of("b\r\n01234567890\r\n0\r\n\r\n", "8\r\n01234567\r\n3\r\n890")) {
      Socket socket = open();
      send(socket, head + tooLarge);
      assertThat(status(socket)).isEqualTo(413);
    }
    Socket socket = open();
    send(socket, head + "8\r\n01234567\r\n2\r\n89\r\n0\r\n\r\n");
    assertThat(status(socket)).isEqualTo(200);
  }

  /** Answers with the body, or with 413 if it is longer than ten bytes. */
  private static void echoTenBytes(Exchange exchange) {
    exchange.readBody(
        10,
        new Exchange.BodyReceiver() {
          @Override
          public void received(byte[] body) {
            exchange.respond(200, body);
          }

          @Override
          public void tooLarge() {
            exchange.respond(413, new byte[0]);
          }
        });
  }
}

package dev.mcpfly.transport.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.http.Exchange;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are cut off before their answer has begun, with nothing left to chance. */
@Timeout(120)
class CutOffTest {
  private final FakeChild child = new FakeChild();
  private final AtomicLong skew = new AtomicLong();
  private RelayCore relay;
  private String session;

  @BeforeEach
  void open() throws Exception {
    relay =
        new RelayCore(
            RelaySettings.builder()
                .hosts(false, Set.of())
                .requestBytes(1 << 20)
                .heartbeat(Duration.ofMinutes(1))
                .streamAfter(Duration.ofHours(1))
                .drain(Duration.ZERO)
                .kept(100, 1 << 16)
                .prestart(false)
                .build(),
            (exchange, decision) -> decision.admitted(Caller.unlimited("")),
            child,
            new Log() {
              @Override
              public void log(Level level, String line) {}

              @Override
              public void stderr(String child, String line) {}
            },
            () -> System.nanoTime() + skew.get());
    FakeExchange opened = post(initialize());
    child.answer(child.next());
    assertThat(opened.answer()).contains("\"id\":0");
    session = opened.answered.get("Mcp-Session-Id");
  }

  @AfterEach
  void close() {
    relay.close();
  }

  private static String initialize() {
    return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
  }

  private static String call(String id, String tool) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\"}}";
  }

  private FakeExchange post(String body) {
    FakeExchange exchange = new FakeExchange(session, body);
    relay.handle(exchange);
    return exchange;
  }

  @Test
  void aRequestInFlightThatComesAgainGetsTheOneAnswer() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    first.leave();
    FakeExchange again = post(call("7", "slow"));
    assertThat(first.status).as("lets its connection go").isEqualTo(409);
    child.answer(line);
    assertThat(again.answer()).contains("\"id\":7").contains("\"result\"");
    assertThat(child.lines).as("the server got it once").isEmpty();
  }

  @Test
  void keepsAnAnswerThatArrivedMeanwhile() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    first.leave();
    child.answer(line);
    assertThat(post(call("7", "slow")).answer()).contains("\"id\":7").contains("\"result\"");
    assertThat(child.lines).as("the server got it once").isEmpty();
    // It was claimed: the next is a request of its own.
    FakeExchange next = post(call("7", "slow"));
    child.answer(child.next());
    assertThat(next.answer()).contains("\"id\":7");
  }

  @Test
  void onlyAnIdenticalRequestCountsAsARetry() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    first.leave();
    assertThat(post(call("7", "other")).status).isEqualTo(400);
    child.answer(line);
    FakeExchange other = post(call("7", "other"));
    child.answer(child.next());
    assertThat(other.answer()).contains("\"id\":7");
    assertThat(post(call("7", "slow")).answer()).contains("\"id\":7");
    assertThat(child.lines).isEmpty();
  }

  @Test
  void anAnswerIsForgottenWithinSeconds() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    first.leave();
    child.answer(line);
    skew.addAndGet(11_000_000_000L);
    FakeExchange later = post(call("7", "slow"));
    child.answer(child.next());
    assertThat(later.answer()).contains("\"id\":7");
  }

  @Test
  void callThatIsStillInFlightAfterSecondsIsNotTreatedAsNew() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    first.leave();
    skew.addAndGet(11_000_000_000L);
    FakeExchange later = post(call("7", "slow"));
    String second = child.next();
    assertThat(second).as("under an id that tells them apart").doesNotContain("\"id\":7,");
    child.answer(line, "old");
    child.answer(second, "new");
    assertThat(later.answer()).contains("\"id\":7,").contains("new");
  }

  @Test
  void aCancelledRequestThatComesAgainIsANewOne() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    child.next();
    first.leave();
    post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
            + "{\"requestId\":7}}");
    assertThat(child.next()).contains("cancelled");
    FakeExchange later = post(call("7", "slow"));
    child.answer(child.next());
    assertThat(later.answer()).contains("\"id\":7,");
  }

  @Test
  void requestWithAnOpenConnectionIsNotReplaced() throws Exception {
    FakeExchange first = post(call("7", "slow"));
    String line = child.next();
    assertThat(post(call("7", "slow")).status).isEqualTo(400);
    child.answer(line);
    assertThat(first.answer()).contains("\"id\":7");
  }

  @Test
  void doesNotKeepTooLongOrTooManyAnswers() throws Exception {
    FakeExchange large = post(call("1", "large"));
    String line = child.next();
    large.leave();
    child.answer(line, "x".repeat(1 << 17));
    post(call("1", "large"));
    assertThat(child.next()).as("the server gets it again").contains("large");
    for (int i = 2; i < 8; i++) {
      FakeExchange each = post(call("" + i, "some"));
      String some = child.next();
      each.leave();
      child.answer(some, "x".repeat(20_000));
    }
    post(call("2", "some"));
    assertThat(child.next()).as("the oldest had to go").contains("some");
    assertThat(post(call("7", "some")).answer()).hasSizeGreaterThan(20_000);
  }

  @Test
  void aClientThatLeavesBeforeItKnowsItsSessionLeavesNoServerBehind() throws Exception {
    session = null;
    FakeExchange opening = post(initialize());
    String line = child.next();
    opening.leave();
    child.answer(line);
    assertThat(child.stopped.poll(60, TimeUnit.SECONDS)).isNotNull();
  }

  /** Every child of the relay: hears all lines in one queue, and answers when told. */
  private static final class FakeChild implements Child.Factory {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    private volatile ChildListener listener;

    String next() throws InterruptedException {
      String line = lines.poll(60, TimeUnit.SECONDS);
      assertThat(line).as("a line for the server").isNotNull();
      return line;
    }

    void answer(String line) {
      answer(line, "");
    }

    void answer(String line, String text) {
      String id = line.replaceAll(".*\"id\":([^,]+),.*", "$1");
      byte[] answer =
          ("{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"text\":\""
                  + text
                  + "\"}}")
              .getBytes(StandardCharsets.UTF_8);
      listener.line(answer, 0, answer.length);
    }

    @Override
    public Child start(ChildListener given) throws IOException {
      listener = given;
      CompletableFuture<ChildExit> exit = new CompletableFuture<>();
      return new Child() {
        @Override
        public long send(byte[] line) {
          lines.add(new String(line, StandardCharsets.UTF_8).strip());
          return 0;
        }

        @Override
        public String name() {
          return "fake";
        }

        @Override
        public boolean isAlive() {
          return !exit.isDone();
        }

        @Override
        public void stop() {
          ChildExit how = new ChildExit(0, Duration.ZERO, List.of());
          given.exited(how);
          exit.complete(how);
          stopped.add("stopped");
        }

        @Override
        public CompletableFuture<ChildExit> onExit() {
          return exit;
        }
      };
    }
  }

  /** A POST whose client can be made to leave. */
  private static final class FakeExchange implements Exchange {
    final Map<String, String> answered = new java.util.concurrent.ConcurrentHashMap<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final String session;
    private final String body;
    volatile int status;
    private Runnable onGone = () -> {};

    FakeExchange(String session, String body) {
      this.session = session;
      this.body = body;
    }

    String answer() throws Exception {
      return answer.get(60, TimeUnit.SECONDS);
    }

    void leave() {
      onGone.run();
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/mcp";
    }

    @Override
    public String query() {
      return null;
    }

    @Override
    public List<String> headers(String name) {
      return switch (name.toLowerCase(java.util.Locale.ROOT)) {
        case "content-type" -> List.of("application/json");
        case "accept" -> List.of("application/json, text/event-stream");
        case "mcp-session-id" -> session == null ? List.of() : List.of(session);
        default -> List.of();
      };
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1";
    }

    @Override
    public void readBody(int limit, BodyReceiver receiver) {
      receiver.received(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void respond(int code, byte[] bytes, String... headers) {
      for (int i = 0; i + 1 < headers.length; i += 2) {
        answered.put(headers[i], headers[i + 1]);
      }
      status = code;
      answer.complete(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public ResponseStream stream(int code, String... headers) {
      assertThat(onGone).as("nothing here takes long enough for a stream").isNotNull();
      return new ResponseStream() {
        @Override
        public boolean write(byte[] bytes) {
          return false;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void onDisconnect(Runnable action) {
      onGone = action;
    }
  }
}

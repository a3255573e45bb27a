package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.FakeMcp;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request is sent again, and when it is not. */
class DeliveryTest {
  private final List<Exchange> attempts = new CopyOnWriteArrayList<>();

  /** A server whose answers are statuses in their order, of which the last one stays. */
  private static FakeMcp answering(String... answers) throws Exception {
    Queue<String> left = new ArrayDeque<>(Arrays.asList(answers));
    return new FakeMcp(
        (request, answer) -> {
          String next;
          synchronized (left) {
            next = left.size() > 1 ? left.remove() : left.element();
          }
          String[] parts = next.split(" ", 2);
          if (parts.length > 1) {
            answer.header(
                parts[0].startsWith("3") ? "Location" : "Retry-After",
                parts[1].replace("PORT", String.valueOf(request.header("host"))));
          }
          if (parts[0].equals("cut")) {
            answer.end();
          } else {
            answer.status(Integer.parseInt(parts[0]));
          }
        });
  }

  private static RemoteSettings settings(URI uri) {
    RemoteSettings settings = new RemoteSettings(uri);
    settings.wakeTimeout = Duration.ofSeconds(60);
    return settings;
  }

  private CompletableFuture<Reply> send(HttpLink link, boolean repeatable) {
    return Delivery.send(
        link,
        () ->
            link.request(link.uri())
                .POST(HttpRequest.BodyPublishers.ofByteArray("{}".getBytes(UTF_8)))
                .build(),
        repeatable,
        info -> null,
        attempts::add);
  }

  private static Reply get(CompletableFuture<Reply> reply) throws Exception {
    return reply.get(90, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "503, 200, true, 200, 2",
    "503, 200, false, 200, 2",
    "429, 202, false, 202, 2",
    "503 1, 200, false, 200, 2",
    "503 0, 200, false, 200, 2",
    "502, 200, true, 200, 2",
    "502, 200, false, 502, 1",
    "504, 200, true, 200, 2",
    "504, 200, false, 504, 1",
    "500, 200, true, 500, 1",
    "404, 200, true, 404, 1",
    "400, 200, false, 400, 1",
    "307 /new, 200, false, 200, 2",
    "308 /new?x=1, 200, false, 200, 2",
    "307 ?x=1, 200, false, 200, 2",
    "307, 200, true, 307, 1",
    "304, 200, true, 304, 1"
  })
  void sendsAgainWhereThatCannotDoAnythingTwice(
      String first, String second, boolean repeatable, int status, int requests) throws Exception {
    try (FakeMcp server = answering(first, second);
        HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true)) {
      link.contact(); // it is awake: what is unclear then is not repeated
      assertThat(get(send(link, repeatable)).status()).isEqualTo(status);
      assertThat(server.requests).hasSize(requests);
      assertThat(attempts).hasSize(requests);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"502", "504", "cut"})
  void sendsAnythingAgainToAServerThatMayHaveSlept(String first) throws Exception {
    try (FakeMcp server = answering(first, "200");
        HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true)) {
      assertThat(get(send(link, false)).status()).isEqualTo(200);
    }
  }

  @Test
  void doesNotSendAgainWhatAnAwakeServerMayHaveSeen() throws Exception {
    try (FakeMcp server = answering("cut", "200");
        HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true)) {
      link.contact();
      // The JDK's client tries such a request once more itself where nothing came back.
      CompletableFuture<Reply> reply = send(link, false);
      assertThat(server.requests.size()).isLessThanOrEqualTo(2);
      try {
        assertThat(get(reply).status()).isEqualTo(200);
      } catch (ExecutionException e) {
        assertThat(e).hasRootCauseInstanceOf(java.io.IOException.class);
      }
      assertThat(attempts).hasSize(1);
    }
  }

  @Test
  void waitsForAServerThatIsNotThereYet() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/mcp");
    try (HttpLink link = new HttpLink(settings(uri), () -> true)) {
      link.contact();
      CompletableFuture<Reply> reply = send(link, false);
      while (attempts.size() < 2) {
        Thread.onSpinWait();
      }
      assertThat(reply).isNotDone();
      try (FakeMcp server = new FakeMcp(port, (request, answer) -> answer.status(202))) {
        assertThat(get(reply).status()).isEqualTo(202);
        assertThat(server.requests).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"503", "503 0", "429", "503 999999"})
  void givesTheAnswerBackWhenTheTimeIsUp(String status) throws Exception {
    try (FakeMcp server = answering(status)) {
      RemoteSettings settings = settings(server.uri("/mcp"));
      settings.wakeTimeout = Duration.ofMillis(600);
      try (HttpLink link = new HttpLink(settings, () -> true)) {
        assertThat(get(send(link, true)).status()).isIn(503, 429);
        // Each pause is 100 ms or more, whatever the server wants.
        assertThat(server.requests).hasSizeBetween(1, 7);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "302 /new | in a way that would lose messages",
        "303 /new | in a way that would lose messages",
        "307 /mcp | in a way that would lose messages",
        "307 https://PORT/mcp | another origin, https://",
        "307 http://127.0.0.2:1/mcp | another origin, http://127.0.0.2:1",
        "308 //elsewhere.example/x | another origin, http://elsewhere.example",
        "307 http://[ | not a URL",
        "307 mailto:me | another origin"
      })
  void followsNoRedirectThatLosesMessagesOrLeadsAway(String answer, String why) throws Exception {
    try (FakeMcp server = answering(answer);
        HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true)) {
      CompletableFuture<Reply> reply = send(link, true);
      assertThatThrownBy(() -> get(reply))
          .cause()
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining(why);
      assertThat(server.requests.size()).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void keepsThePathOfTheEndpointBeforeAMereQuery() throws Exception {
    try (FakeMcp server = answering("307 ?session=1", "200");
        HttpLink link = new HttpLink(settings(server.uri("/v1/mcp")), () -> true)) {
      get(send(link, true));
      assertThat(server.requests.get(1).path()).isEqualTo("/v1/mcp?session=1");
    }
  }

  @Test
  void sendsCookiesBackAsTheyCame() throws Exception {
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  answer.header("Set-Cookie", "lb=node-1; Max-Age=60; Path=/");
                  answer.status(200);
                });
        HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true)) {
      get(send(link, true));
      get(send(link, true));
      assertThat(server.requests.get(1).header("cookie")).isEqualTo("lb=node-1");
    }
  }

  @Test
  void failsOnceTheConnectionIsClosed() throws Exception {
    try (FakeMcp server = answering("503")) {
      HttpLink link = new HttpLink(settings(server.uri("/mcp")), () -> true);
      CompletableFuture<Reply> waiting = send(link, true);
      server.awaitRequest("POST");
      link.close();
      // Either the answer that was there, or the end.
      try {
        assertThat(get(waiting).status()).isEqualTo(503);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).hasMessageContaining("closed");
      }
      assertThatThrownBy(() -> get(send(link, true)))
          .cause()
          .hasMessage("The connection was closed.");
    }
  }

  @Test
  void failsWithTheReasonWhyARequestCannotBeMade() throws Exception {
    try (FakeMcp server = answering("200")) {
      RemoteSettings settings = settings(server.uri("/mcp"));
      settings.headers.put(
          "Authorization",
          () -> {
            throw new IllegalStateException("No token today.");
          });
      try (HttpLink link = new HttpLink(settings, () -> true)) {
        assertThatThrownBy(() -> get(send(link, true))).cause().hasMessage("No token today.");
        assertThat(server.requests).isEmpty();
      }
    }
  }
}

package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that a machine breaks: which requests go to a machine again, and which fail. */
@Timeout(120)
class EdgeResetTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String CONFIG =
      "{'image':'x','services':[{'protocol':'tcp','internal_port':8080,"
          + "'ports':[{'port':80,'handlers':['http']}]}]}";

  /** What a machine does with its next connection; it answers once all are used. */
  private enum Manner {
    /** Resets the connection with the request unread. */
    RESET,
    /** Closes the connection as soon as it is made, mostly before the request comes. */
    CLOSE_AT_ONCE,
    /** Reads the head of the request and closes, before the body has come. */
    CLOSE_AFTER_HEAD,
    /** Reads the request and closes. */
    CLOSE,
    /** Reads the request, begins to answer, and closes. */
    STOP_IN_HEAD,
    /** Has the request sent to another machine, and resets all that come later. */
    REPLAY
  }

  /** A machine that treats its connections as the test says. */
  private final class Rough extends StandInProcess {
    private final MachineSpec spec;
    private final Thread accepting;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();

    Rough(MachineSpec spec) throws IOException {
      super(port -> Optional.empty());
      this.spec = spec;
      running.add(this);
      accepting = new Thread(this::accept, "rough-machine");
      accepting.setDaemon(true);
      accepting.start();
    }

    private void accept() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          serve(socket);
        } catch (IOException e) {
          // the test has ended, or the edge has gone
        }
        served.release();
      }
    }

    private void serve(Socket socket) throws IOException {
      Manner manner = manners.poll();
      if (manner == Manner.RESET) {
        socket.setSoLinger(true, 0);
        return;
      }
      if (manner == Manner.CLOSE_AT_ONCE) {
        return;
      }
      if (manner == Manner.CLOSE_AFTER_HEAD) {
        HttpHead.read(socket.getInputStream());
        return;
      }
      String request = read(socket.getInputStream());
      received.add(spec.machineId() + " " + request);
      if (manner == Manner.CLOSE) {
        return;
      }
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      if (manner == Manner.STOP_IN_HEAD) {
        answer = "HTTP/1.1 200 OK\r\nCont";
      } else if (manner == Manner.REPLAY) {
        answer =
            "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\nfly-replay: instance="
                + other(spec.machineId())
                + ";timeout=5s;fallback=force_self\r\n\r\n";
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      return Optional.of(address);
    }

    @Override
    public void stop(String signal, Duration timeout) {
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      super.stop(signal, timeout);
    }
  }

  private final Semaphore served = new Semaphore(0);
  private final Queue<Manner> manners = new ConcurrentLinkedQueue<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> machines = new CopyOnWriteArrayList<>();
  private final List<Rough> running = new CopyOnWriteArrayList<>();
  private final FlyEmulator emulator =
      FlyEmulator.builder().runtime(Rough::new).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);

  private static String read(InputStream in) throws IOException {
    HttpHead head = HttpHead.read(in);
    if (head == null) {
      return "";
    }
    int length = Integer.parseInt("0" + head.get("content-length"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return body + " " + head.get("fly-replay-failed");
  }

  private String other(String machine) {
    return machines.stream().filter(id -> !id.equals(machine)).findFirst().orElseThrow();
  }

  @BeforeEach
  void deploy() {
    fly.app("app");
    fly.post("/v1/apps/app/ip_assignments", "{'type':'shared_v4'}").expect(200);
    for (int i = 0; i < 2; i++) {
      String id =
          fly.post("/v1/apps/app/machines", "{'config':" + CONFIG + "}").expect(200).text("/id");
      fly.await("/v1/apps/app/machines/" + id, "started");
      machines.add(id);
    }
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(emulator.appUri("app") + "/"))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void sendsARequestOnceMoreWhoseConnectionHadEndedBeforeItWasSent() throws Exception {
    for (int i = 0; i < 100; i++) {
      received.clear();
      manners.add(Manner.CLOSE_AT_ONCE);
      HttpResponse<String> answer = ask("a".repeat(i % 2));
      assertThat(answer.statusCode()).as("request %d: %s", i, answer.body()).isEqualTo(200);
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void sendsARequestThatWasNotReadOnceMore() throws Exception {
    for (String body : List.of("a", "b".repeat(100_000), "")) {
      received.clear();
      manners.addAll(List.of(Manner.RESET, Manner.RESET));
      HttpResponse<String> answer = ask(body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(received).singleElement().asString().contains(body);
    }
  }

  /** Sends the head of a request and, when something has happened, its body. */
  private void assertAnswered(Callable<Boolean> beforeTheBody) throws Exception {
    URI uri = emulator.appUri("app");
    received.clear();
    try (Socket client = new Socket(uri.getHost(), uri.getPort())) {
      client.setSoTimeout(60_000);
      OutputStream out = client.getOutputStream();
      String head = "POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(beforeTheBody.call()).isTrue();
      out.write("body".getBytes(StandardCharsets.US_ASCII));
      HttpHead answer = HttpHead.read(client.getInputStream());
      assertThat(answer).isNotNull();
      assertThat(answer.status()).isEqualTo(200);
    }
    assertThat(received).singleElement().asString().contains("body");
  }

  @Test
  void sendsARequestWhoseBodyComesLateOnceMore() throws Exception {
    for (int i = 0; i < 50; i++) {
      manners.add(Manner.RESET);
      assertAnswered(() -> true);
    }
  }

  @Test
  void sendsARequestToAMachineThatEndsBeforeItsBodyHasComeOnceMore() throws Exception {
    manners.add(Manner.CLOSE_AFTER_HEAD);
    assertAnswered(() -> served.tryAcquire(60, TimeUnit.SECONDS));
  }

  @Test
  void sendsRequestsOfAMachineThatTakesNoMoreConnectionsToAnother() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(ask("a").statusCode()).isEqualTo(200);
    }
    Rough ending = running.get(0);
    ending.server.close();
    // Until it has noticed, it may take one more.
    ending.accepting.join(60_000);
    received.clear();
    for (int i = 0; i < 6; i++) {
      assertThat(ask("a").statusCode()).isEqualTo(200);
    }
    assertThat(received).hasSize(6).noneMatch(each -> each.startsWith(ending.spec.machineId()));
  }

  @Test
  void givesUpOnMachinesThatResetAllConnections() throws Exception {
    // More than are tried: a connection may be reset before it is made.
    manners.addAll(Collections.nCopies(1000, Manner.RESET));
    HttpResponse<String> answer = ask("a");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("reset the connection");
    assertThat(received).isEmpty();
  }

  @Test
  void sendsARequestThatMayHaveBeenCarriedOutOnlyOnce() throws Exception {
    for (Manner manner : List.of(Manner.CLOSE, Manner.STOP_IN_HEAD)) {
      received.clear();
      manners.add(manner);
      HttpResponse<String> answer = ask("a");
      assertThat(answer.statusCode()).as(manner.name()).isEqualTo(502);
      assertThat(received).hasSize(1);
    }
  }

  @Test
  void sendsAReplayedRequestThatWasNotReadToItsMachineOnceMore() throws Exception {
    manners.addAll(List.of(Manner.REPLAY, Manner.RESET));
    assertThat(ask("a").statusCode()).isEqualTo(200);
    assertThat(received).hasSize(2);
    assertThat(received.get(1)).startsWith(other(received.get(0).split(" ")[0]));
  }
}

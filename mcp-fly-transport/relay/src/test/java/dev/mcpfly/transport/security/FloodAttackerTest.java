package dev.mcpfly.transport.security;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Anyone who reaches the port, and sends more than the relay can hold: bodies, connections, bytes
 * one by one. The profile {@code attack} sends all that an attacker had; the build sends less.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class FloodAttackerTest {
  private static final boolean LONG = Boolean.getBoolean("mcp.flood");
  private static final int BODIES = LONG ? 64 : 24;
  private static final int BODY_BYTES = 60_000_000;
  private static final int IDLE = LONG ? 5_000 : 400;
  private static final int SLOW = 10;

  private final Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();
  private final List<Socket> sockets = new ArrayList<>();

  private static Socket connect(URI uri) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 60_000);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private Socket kept(URI uri) throws IOException {
    Socket socket = connect(uri);
    sockets.add(socket);
    return socket;
  }

  private static String head(String length) {
    return "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Accept: application/json, text/event-stream\r\n"
        + length
        + "\r\n\r\n";
  }

  /** Sends a body of a size, and counts what came back. */
  private void body(URI uri, int bytes, boolean chunked) {
    byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    String status = "cut off";
    try (Socket socket = connect(uri)) {
      OutputStream out = socket.getOutputStream();
      String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes;
      out.write(head(length).getBytes(StandardCharsets.US_ASCII));
      try {
        for (int sent = 0; sent < bytes; sent += piece.length) {
          int count = Math.min(piece.length, bytes - sent);
          if (chunked) {
            out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          }
          out.write(piece, 0, count);
          if (chunked) {
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        }
        if (chunked) {
          out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // It was answered before all was sent.
      }
      status = status(socket);
    } catch (IOException e) {
      // Cut off.
    }
    statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
  }

  private static String status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    return line.length() < 12 ? "cut off" : line.substring(9);
  }

  /** Asks on a separate connection whether the relay lives; returns how long the answer took. */
  private static long live(URI uri) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = connect(uri)) {
      socket
          .getOutputStream()
          .write(
              "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Test
  void cannotTakeARelayOfFewMegabytesDown() throws Exception {
    try (RelayProcess relay = RelayProcess.start("64m", 0)) {
      URI uri = relay.uri();
      HttpPeer session = new HttpPeer(uri).session();
      assertThat(session.post(call("1", "echo", "{}")).text()).isEqualTo("{}");
      live(uri);
      int descriptors = relay.descriptors();

      AtomicBoolean over = new AtomicBoolean();
      AtomicLong slowest = new AtomicLong();
      List<Throwable> failures = new ArrayList<>();
      Thread checks =
          new Thread(
              () -> {
                while (!over.get()) {
                  try {
                    slowest.accumulateAndGet(live(uri), Math::max);
                    Thread.sleep(LONG ? 50 : 20);
                  } catch (Throwable e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                    return;
                  }
                }
              });
      checks.start();
      for (int i = 0; i < IDLE; i++) {
        kept(uri);
      }
      for (int i = 0; i < SLOW; i++) {
        Socket slow = kept(uri);
        slow.getOutputStream()
            .write(head("Content-Length: 60000000").getBytes(StandardCharsets.US_ASCII));
      }
      CountDownLatch left = new CountDownLatch(BODIES * 2);
      for (int i = 0; i < BODIES * 2; i++) {
        int number = i;
        Thread sender =
            new Thread(
                () -> {
                  // Some longer than the heap allows at all, some that would fit alone.
                  body(uri, number % 2 == 0 ? BODY_BYTES : 8_000_000, number % 4 < 2);
                  left.countDown();
                });
        sender.setDaemon(true);
        sender.start();
      }
      List<Socket> slow = sockets.subList(IDLE, IDLE + SLOW);
      while (left.getCount() > 0) {
        for (Socket each : slow) {
          try {
            each.getOutputStream().write('x');
          } catch (IOException e) {
            // Refused meanwhile.
          }
        }
        Thread.sleep(20);
      }
      over.set(true);
      checks.join(60_000);
      assertThat(failures).isEmpty();
      System.out.println(
          "flood: " + statuses + ", slowest /livez " + slowest.get() + " ms, long form " + LONG);
      assertThat(statuses.keySet()).contains("413").isSubsetOf("400", "413", "503", "cut off");
      if (LONG) {
        assertThat(slowest.get()).as("milliseconds for /livez").isLessThan(2_000);
      }

      for (Socket socket : sockets) {
        socket.close();
      }
      for (int i = 0; i < 600 && relay.descriptors() > descriptors + 2; i++) {
        Thread.sleep(50);
      }
      assertThat(relay.descriptors()).isLessThanOrEqualTo(descriptors + 2);
      assertThat(relay.isAlive()).isTrue();
      // As before: a call of megabytes, which needs the memory that the flood had.
      String text = "y".repeat(4_000_000);
      assertThat(session.post(call("2", "size", "{\"text\":\"" + text + "\"}")).text())
          .isEqualTo("4000000");
    }
  }

  @Test
  void cannotMakeARelayWithoutDescriptorsSpin() throws Exception {
    try (RelayProcess relay = RelayProcess.start("64m", 160)) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      for (int i = 0; i < 400; i++) {
        kept(relay.uri());
      }
      live(relay.uri());
      assertThat(session.post(call("1", "echo", "{}")).text()).isEqualTo("{}");
      long before = relay.processorTicks();
      Thread.sleep(1_000);
      // Hundredths of a second of processor time, of which a busy loop takes all.
      assertThat(relay.processorTicks() - before).isLessThan(50);
      for (Socket socket : sockets) {
        socket.close();
      }
      assertThat(session.post(call("2", "echo", "{}")).text()).isEqualTo("{}");
    }
  }
}

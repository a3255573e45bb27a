package dev.mcpfly.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Measures what rules, limits, listeners, session ids that hold their Machine, the audit log and
 * histograms cost a call: the same call through a relay with them and through one without, in
 * turns, so that whatever else the computer does meets both alike. The server is the toy server, a
 * process. {@code .ci/performance rules} runs it; {@code -Dbench.calls} says how many calls.
 */
class RulesCostBenchmark {
  @Test
  void printsWhatRulesCost() throws Exception {
    int calls = Integer.getInteger("bench.calls", 20_000);
    StringBuilder report = new StringBuilder();
    Path audit = Files.createTempDirectory("rules-cost").resolve("audit.jsonl");
    try (Relay plain = relay().start();
        Relay again = relay().start();
        Relay ruled =
            relay()
                .tools(t -> t.allow("text", "read_*", "list_*").deny("read_secret", "write_*"))
                .prompts(p -> p.deny("hidden_*"))
                .resources(r -> r.allow("docs://*"))
                .callerLimits(l -> l.callsPerMinute(1_000_000).callsAtOnce(100))
                .listener(event -> {})
                .metrics(true)
                .stickySessions("m1aa", RelayStickyTest.KEY)
                .start();
        Relay audited = relay().audit(audit).start()) {
      Caller[] callers = {
        new Caller(plain), new Caller(ruled), new Caller(again), new Caller(audited)
      };
      for (String kind : new String[] {"tools/call", "tools/list"}) {
        measure(callers, kind, calls / 2);
        long[][] nanos = measure(callers, kind, calls);
        report.append(
            String.format(
                Locale.ROOT,
                "%s: p50 without %.1f us; with rules, limits, a listener, histograms and sticky ids"
                    + " %.3f x; without again %.3f x; with an audit log alone %.3f x%n",
                kind,
                micros(nanos[0]),
                micros(nanos[1]) / micros(nanos[0]),
                micros(nanos[2]) / micros(nanos[0]),
                micros(nanos[3]) / micros(nanos[0])));
      }
    }
    System.out.print(report);
    Files.writeString(Path.of("target", "rules-cost.txt"), report);
  }

  private static Relay.Builder relay() {
    return Relay.stdio(ToyServerMain.command())
        .port(0)
        .bearerToken("t")
        .streamAfter(java.time.Duration.ofMinutes(1))
        .logger(line -> {});
  }

  private static double micros(long[] sorted) {
    return sorted[sorted.length / 2] / 1000.0;
  }

  private static long[][] measure(Caller[] callers, String kind, int calls) throws IOException {
    long[][] nanos = new long[callers.length][calls];
    for (int i = 0; i < calls; i++) {
      for (int j = 0; j < callers.length; j++) {
        // Each comes first, second and third alike.
        int which = (i + j) % callers.length;
        long begin = System.nanoTime();
        callers[which].call(kind, i);
        nanos[which][i] = System.nanoTime() - begin;
      }
    }
    for (long[] each : nanos) {
      Arrays.sort(each);
    }
    return nanos;
  }

  /** A connection that is kept, with a session. */
  private static final class Caller {
    private final Socket socket;
    private final InputStream in;
    private final String session;

    Caller(Relay relay) throws Exception {
      HttpPeer peer = new HttpPeer(relay.uri(), "Authorization", "Bearer t");
      session = peer.post(HttpPeer.initialize("2025-11-25")).header("Mcp-Session-Id");
      socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void call(String kind, int id) throws IOException {
      String params = kind.equals("tools/call") ? "{\"name\":\"text\",\"arguments\":{}}" : "{}";
      String body =
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"method\":\""
              + kind
              + "\",\"params\":"
              + params
              + "}";
      String head =
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n"
              + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
              + "Mcp-Session-Id: "
              + session
              + "\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
      int length = -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (!answer.contains("\"result\"")) {
        throw new IllegalStateException(answer);
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      int c;
      while ((c = in.read()) != '\n') {
        if (c < 0) {
          throw new IOException("The connection ended.");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}

package dev.mcpfly.transport.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.ChildPolicy;
import dev.mcpfly.transport.HttpPeer;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayLimits;
import dev.mcpfly.transport.StdioServerMain;
import dev.mcpfly.transport.internal.HeapBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Anyone who reaches the port, and sends what is almost a request: valid ones with bytes changed,
 * left out, repeated and mixed. The relay lives after each thousand of them, and has the memory and
 * the descriptors that it had before. The profile {@code attack} sends a million.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(7200)
@SuppressWarnings("StringConcatToTextBlock") // lines end in CRLF
class MutatedRequestAttackerTest {
  private static final int REQUESTS = Integer.getInteger("mcp.fuzz.requests", 50_000);
  private static final long SEED = Long.getLong("mcp.fuzz.seed", 0xF022L);

  private static final String POST =
      "Host: localhost\r\nContent-Type: application/json\r\n"
          + "Accept: application/json, text/event-stream\r\n";
  private static final List<String> TOKENS =
      List.of(
          "\r\n",
          "\r",
          "\n",
          " ",
          "\t",
          "\u0000",
          ":",
          ";",
          ",",
          "\"",
          "\\",
          "%00",
          "%",
          "/",
          "//",
          "?",
          "#",
          "http://localhost",
          "HTTP/1.1",
          "HTTP/1.0",
          "chunked",
          "Transfer-Encoding: ",
          "Content-Length: ",
          "0",
          "-1",
          "99999999999",
          "ffffffff",
          "{",
          "}",
          "[",
          "]",
          "null",
          "\"id\":",
          "\"method\":",
          "initialize",
          "notifications/cancelled",
          "\u00ff\u00fe");

  private final Random random = new Random(SEED);
  private final Map<String, Integer> answers = new TreeMap<>();

  private static List<byte[]> seeds(URI uri) throws Exception {
    HttpPeer peer = new HttpPeer(uri);
    String session = peer.post(HttpPeer.initialize("2025-11-25")).header("Mcp-Session-Id");
    List<String> seeds = new ArrayList<>();
    for (String body :
        List.of(
            HttpPeer.initialize("2025-11-25"),
            HttpPeer.call("1", "echo", "{\"a\":[1,2.5e3,true,null,\"\\u00e4\"]}"),
            HttpPeer.call("\"x\"", "log", "{\"data\":1}", "\"progressToken\":1"),
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"result\":{}}",
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"method\":\"x\"}]")) {
      String of = "Mcp-Session-Id: " + session + "\r\n";
      seeds.add("POST /mcp HTTP/1.1\r\n" + POST + of + length(body));
      seeds.add("POST /mcp HTTP/1.1\r\n" + POST + of + chunks(body));
      seeds.add("POST / HTTP/1.1\r\n" + POST + length(body));
      seeds.add("POST /messages?sessionId=x HTTP/1.1\r\n" + POST + length(body));
    }
    seeds.add(
        "POST /mcp HTTP/1.1\r\n"
            + POST
            + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\n"
            + length(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
                    + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"f\",\"version\":\"1\"},"
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}"));
    for (String path : List.of("/", "/mcp", "/sse", "/livez", "/readyz", "/metrics", "/a?b=%20c")) {
      seeds.add(
          "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
    }
    seeds.add("HEAD /livez HTTP/1.0\r\n\r\n");
    seeds.add(
        "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: none\r\n"
            + "Connection: keep-alive, close\r\n\r\n");
    seeds.add(
        "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
            + "Access-Control-Request-Method: POST\r\n\r\n");
    seeds.add(
        "GET http://localhost/mcp HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n");
    return seeds.stream().map(each -> each.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunks(String body) {
    int half = body.length() / 2;
    return "Transfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(half)
        + ";a=\"b\"\r\n"
        + body.substring(0, half)
        + "\r\n"
        + Integer.toHexString(body.length() - half)
        + "\r\n"
        + body.substring(half)
        + "\r\n0\r\nA: b\r\n\r\n";
  }

  private byte[] mutated(List<byte[]> seeds) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + random.nextInt(20));
      byte[] token =
          TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.ISO_8859_1);
      bytes =
          switch (random.nextInt(8)) {
            case 0 -> replaced(bytes, at, to, new byte[0]);
            case 1 -> replaced(bytes, at, at, token);
            case 2 -> replaced(bytes, at, to, token);
            case 3 -> replaced(bytes, at, at, java.util.Arrays.copyOfRange(bytes, at, to));
            case 4 -> replaced(bytes, at, bytes.length, new byte[0]);
            case 5 -> {
              byte[] other = seeds.get(random.nextInt(seeds.size()));
              yield replaced(
                  bytes,
                  at,
                  bytes.length,
                  java.util.Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
            }
            case 6 -> {
              byte[] noise = new byte[1 + random.nextInt(8)];
              random.nextBytes(noise);
              yield replaced(bytes, at, to, noise);
            }
            default -> {
              if (at < bytes.length) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
              }
              yield bytes;
            }
          };
    }
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + with.length);
    out.write(bytes, 0, from);
    out.writeBytes(with);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  private void send(URI uri, byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      // A reset at the end: a million connections must not wait for their ports.
      socket.setSoLinger(true, 0);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 30_000);
      socket.getOutputStream().write(request);
      if (random.nextInt(4) == 0) {
        socket.shutdownOutput();
        socket.setSoTimeout(50);
        byte[] status = socket.getInputStream().readNBytes(12);
        String text = new String(status, StandardCharsets.ISO_8859_1);
        answers.merge(text.length() < 12 ? "none" : text.substring(9), 1, Integer::sum);
      }
    } catch (java.net.SocketTimeoutException e) {
      answers.merge("later", 1, Integer::sum);
    } catch (IOException e) {
      answers.merge("reset", 1, Integer::sum);
    }
  }

  private static long sockets() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(file -> target(file).startsWith("socket:")).count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static long usedMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  @Test
  void cannotHarmTheRelayWithMutatedRequests() throws Exception {
    System.out.println("fuzz: " + REQUESTS + " requests, seed " + SEED);
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .childPolicy(ChildPolicy.shared())
            .metrics(true)
            .logger(line -> {})
            .stderr(line -> {})
            .limits(
                RelayLimits.ofDefaults()
                    .sessions(64)
                    .headerTimeout(Duration.ofSeconds(2))
                    .bodyTimeout(Duration.ofSeconds(2))
                    .sessionIdle(Duration.ofSeconds(5)))
            .start()) {
      HttpPeer check = new HttpPeer(relay.baseUri().resolve("/livez"));
      List<byte[]> seeds = seeds(relay.uri());
      assertThat(check.send("GET").status()).isEqualTo(200);
      long sockets = sockets();
      long held = HeapBudget.messages().held();
      long memory = usedMegabytes();
      long start = System.nanoTime();
      for (int i = 1; i <= REQUESTS; i++) {
        send(relay.uri(), mutated(seeds));
        if (i % 1_000 == 0) {
          assertThat(check.send("GET").status()).as("after %d, seed %d", i, SEED).isEqualTo(200);
        }
      }
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      for (int i = 0; i < 600 && (sockets() > sockets + 4 || heldMore(held)); i++) {
        Thread.sleep(50);
      }
      long after = usedMegabytes();
      System.out.printf(
          "fuzz: %d s, answers %s, heap %d MB before, %d MB after, %d sockets before, %d after%n",
          seconds, answers, memory, after, sockets, sockets());
      assertThat(sockets()).isLessThanOrEqualTo(sockets + 4);
      assertThat(HeapBudget.messages().held()).isLessThanOrEqualTo(held + (1 << 16));
      assertThat(after).isLessThan(memory + 40);
      assertThat(relay.isReady()).isTrue();
    }
  }

  private static boolean heldMore(long held) {
    return HeapBudget.messages().held() > held + (1 << 16);
  }
}

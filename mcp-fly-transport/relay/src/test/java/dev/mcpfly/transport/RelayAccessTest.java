package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.HttpPeer.Answer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and what HTTP is refused at the door. */
@Timeout(120)
class RelayAccessTest {
  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command()).port(0);
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void requiresTheToken() throws Exception {
    List<String> log = new ArrayList<>();
    try (Relay relay = relay().bearerToken("s3cret-token").logger(log::add).start()) {
      Answer none = new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25"));
      assertThat(none.status()).isEqualTo(401);
      assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(none.header("Content-Type")).isEqualTo("application/json");
      for (String wrong :
          List.of(
              "Bearer s3cret-toke",
              "Bearer s3cret-tokenn",
              "s3cret-token",
              "Bearer ",
              basic("a:b"))) {
        assertThat(
                new HttpPeer(relay.uri(), "Authorization", wrong)
                    .post(HttpPeer.initialize("2025-11-25"))
                    .status())
            .as(wrong)
            .isEqualTo(401);
      }
      HttpPeer session =
          new HttpPeer(relay.uri(), "Authorization", "bearer s3cret-token").session();
      assertThat(session.post(call("1", "echo", "{\"private\":1}")).status()).isEqualTo(200);
      for (String path : List.of("/", "/sse", "/messages?sessionId=x", "/metrics")) {
        assertThat(new HttpPeer(relay.baseUri().resolve(path)).send("GET").status())
            .as(path)
            .isEqualTo(401);
      }
      assertThat(new HttpPeer(relay.baseUri().resolve("/readyz")).send("GET").status())
          .isEqualTo(200);
    }
    assertThat(String.join("\n", log)).doesNotContain("s3cret").doesNotContain("private");
  }

  @Test
  void keepsSessionsToTheirPrincipals() throws Exception {
    try (Relay relay =
        relay()
            .principal("alice", "a-token")
            .principal("bob", "b-token")
            .basic("carol", "pw:1")
            .start()) {
      HttpPeer alice = new HttpPeer(relay.uri(), "Authorization", "Bearer a-token").session();
      assertThat(
              alice.with("Authorization", "Bearer b-token").post(call("1", "echo", "{}")).status())
          .isEqualTo(404);
      assertThat(alice.with("Authorization", basic("carol:pw:1")).send("DELETE").status())
          .isEqualTo(404);
      assertThat(alice.with("Authorization", basic("carol:pw")).send("DELETE").status())
          .isEqualTo(401);
      assertThat(alice.post(call("1", "echo", "{}")).status()).isEqualTo(200);
    }
  }

  @Test
  void usesACustomAuthenticator() throws Exception {
    try (Relay relay =
        relay()
            .authenticator(
                request -> request.header("x-user").filter(user -> request.method().equals("POST")))
            .start()) {
      assertThat(new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25")).status())
          .isEqualTo(401);
      HttpPeer session = new HttpPeer(relay.uri(), "X-User", "dora").session();
      assertThat(session.post(call("1", "echo", "{}")).status()).isEqualTo(200);
      assertThat(session.with("X-User", "eve").post(call("1", "echo", "{}")).status())
          .isEqualTo(404);
    }
  }

  @Test
  void refusesToBeOpenToTheNetworkByAccident() {
    assertThatThrownBy(() -> relay().host("0.0.0.0").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unauthenticated()");
    relay().host("0.0.0.0").prestart(false).unauthenticated().start().close();
    relay().host("0.0.0.0").prestart(false).bearerToken("t").start().close();
    relay()
        .host("0.0.0.0")
        .prestart(false)
        .authenticator(request -> Optional.empty())
        .start()
        .close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "null",
        "https://evil.example:8080",
        "nonsense"
      })
  void refusesPagesOfOtherOrigins(String origin) throws Exception {
    try (Relay relay = relay().prestart(false).allowedOrigin("https://app.example").start()) {
      for (String method : List.of("GET", "DELETE", "OPTIONS", "POST")) {
        Answer answer = new HttpPeer(relay.uri()).send(method, "Origin", origin);
        assertThat(answer.status()).as(method).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      }
    }
  }

  @Test
  void allowsConfiguredOrigins() throws Exception {
    try (Relay relay = relay().allowedOrigin("https://app.example").start()) {
      for (String origin :
          List.of("https://app.example", "http://localhost:5173", "http://[::1]:1")) {
        Answer answer =
            new HttpPeer(relay.uri()).post(HttpPeer.initialize("2025-11-25"), "Origin", origin);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Mcp-Session-Id");
      }
      Answer asked =
          new HttpPeer(relay.uri())
              .send(
                  "OPTIONS",
                  "Origin",
                  "https://app.example",
                  "Access-Control-Request-Method",
                  "POST");
      assertThat(asked.status()).isEqualTo(204);
      assertThat(asked.header("Access-Control-Allow-Methods")).contains("POST");
    }
  }

  /** What a raw socket gets as an answer. */
  private static String raw(Relay relay, String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void checksTheHostWhenBoundToLoopback() throws Exception {
    try (Relay relay = relay().allowedHost("mcp.example").start()) {
      assertThat(raw(relay, "GET /mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
      assertThat(raw(relay, "GET /mcp HTTP/1.1\r\nHost: mcp.example:99\r\n\r\n"))
          .startsWith("HTTP/1.1 406");
      assertThat(raw(relay, "GET /mcp HTTP/1.1\r\nHost: LOCALHOST:1\r\n\r\n"))
          .startsWith("HTTP/1.1 406");
    }
  }

  @Test
  void rejectsAmbiguousHttp() throws Exception {
    try (Relay relay = relay().limits(RelayLimits.ofDefaults().headerBytes(2000)).start()) {
      String host = "Host: localhost\r\n";
      for (String head :
          List.of(
              "POST /mcp HTTP/1.1\r\n"
                  + host
                  + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
              "POST /mcp HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
              "POST /mcp HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n",
              "POST /mcp HTTP/1.1\r\n" + host + "Content-Length : 1\r\n\r\n",
              "GET /mcp HTTP/1.1\r\n" + host + " folded: 1\r\n\r\n",
              "GET /mcp HTTP/1.1\r\n" + host + host + "\r\n",
              "GET /mcp HTTP/1.1\r\n\r\n",
              "GET  /mcp HTTP/1.1\r\n" + host + "\r\n",
              "GET /mcp HTTP/1.1\r\nHost: a\rb\r\n\r\n",
              "G@T /mcp HTTP/1.1\r\n" + host + "\r\n")) {
        assertThat(raw(relay, head)).as(head).startsWith("HTTP/1.1 400").contains("{\"jsonrpc\"");
      }
      assertThat(raw(relay, "POST /mcp HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n"))
          .startsWith("HTTP/1.1 501");
      assertThat(raw(relay, "GET /mcp HTTP/2.0\r\n" + host + "\r\n")).startsWith("HTTP/1.1 505");
      assertThat(raw(relay, "GET /mcp HTTP/1.1\r\n" + host + "X: " + "x".repeat(3000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void supportsChunksPipeliningAndExpectContinue() throws Exception {
    try (Relay relay = relay().start()) {
      String body = HttpPeer.initialize("2025-11-25");
      String head =
          String.join(
              "\r\n",
              "POST /mcp HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/json",
              "Accept: application/json, text/event-stream",
              "");
      String chunked =
          head
              + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\n"
              + body.substring(0, 5)
              + "\r\n"
              + Integer.toHexString(body.length() - 5)
              + "\r\n"
              + body.substring(5)
              + "\r\n0\r\nTrailer: x\r\n\r\n";
      String plain = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
      String last = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

      String answers = raw(relay, chunked + plain + last);

      assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
      assertThat(answers).endsWith("ok\n");
      assertThat(raw(relay, head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"))
          .contains("HTTP/1.1 400");
    }
  }
}

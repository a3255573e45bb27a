package dev.mcpfly.transport.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.StdioServerMain;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page that the user has open while a relay without authentication runs on this machine. */
@Timeout(120)
class WebPageAttackerTest {
  private static Relay relay;

  @BeforeAll
  static void start() {
    relay =
        Relay.stdio(StdioServerMain.command()).port(0).allowedOrigin("https://app.example").start();
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  private static HttpPeer at(String path) {
    return new HttpPeer(relay.baseUri().resolve(path));
  }

  /** Sends a request with headers that the JDK's client reserves. */
  private static String raw(String path, String... headers) throws Exception {
    URI uri = relay.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(30_000);
      String head =
          "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers);
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).substring(9);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cross-site, 'image/avif,image/webp,*/*;q=0.8'",
    "same-site, */*",
    "cross-site, application/json",
    "cross-site, text/event-stream",
    "same-site, text/html",
    "unheard-of, text/event-stream"
  })
  void cannotReachAnythingWithAnElementOfThePage(String site, String accept) throws Exception {
    for (String path : new String[] {"/", "/mcp", "/sse", "/metrics", "/nothing"}) {
      assertThat(at(path).send("GET", "Sec-Fetch-Site", site, "Accept", accept).status())
          .as(path)
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "image/png,image/*;q=0.8,*/*;q=0.5", "text/css,*/*;q=0.1", "video/*"})
  void cannotTakeTheOneStreamWithAnImageOfAnOldBrowser(String accept) throws Exception {
    assertThat(at("/").send("GET", "Accept", accept).status()).isEqualTo(406);
    try (Stream stream = at("/").stream()) {
      assertThat(stream.status()).isEqualTo(200);
    }
  }

  @Test
  void mayOpenTheAddressInATabAndCallFromAnAllowedOrigin() throws Exception {
    assertThat(at("/").send("GET", "Sec-Fetch-Site", "none", "Accept", "text/html").body())
        .isEqualTo("MCP Server");
    Answer answer =
        at("/mcp")
            .post(
                HttpPeer.initialize("2025-11-25"),
                "Origin",
                "https://app.example",
                "Sec-Fetch-Site",
                "cross-site");
    assertThat(answer.status()).isEqualTo(200);
    at("/mcp").send("DELETE", "Mcp-Session-Id", answer.header("Mcp-Session-Id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "moz-extension://localhost",
        "chrome-extension://127.0.0.1",
        "file://localhost",
        "ftp://localhost",
        "http://localhost.evil.example",
        "http://evil.localhost",
        "http://127.0.0.1.evil.example",
        "http://127.1.evil.example",
        "http://127.0.0.999",
        "http://[::2]",
        "null"
      })
  void isNotTrustedByItsNameAlone(String origin) throws Exception {
    Answer answer = at("/mcp").post(HttpPeer.initialize("2025-11-25"), "Origin", origin);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void learnsNothingFromTheChecks(String path) throws Exception {
    for (String origin : new String[] {"https://evil.example", "null", "moz-extension://x"}) {
      Answer answer = at(path).send("GET", "Origin", origin);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.response().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:80",
        "rebound.localhost",
        "0.0.0.0",
        "[::2]"
      })
  void cannotBeReboundToThisAddress(String host) throws Exception {
    assertThat(raw("/", "Host: " + host, "Accept: application/json")).isEqualTo("403");
  }

  @Test
  void cannotNameAnotherHostInTheTarget() throws Exception {
    assertThat(raw("http://localhost/", "Host: evil.example")).isEqualTo("400");
    assertThat(raw("http://evil.example/", "Host: localhost")).isEqualTo("400");
    assertThat(raw("http://evil.example/", "Host: evil.example")).isEqualTo("403");
    assertThat(raw("http://localhost/livez", "Host: localhost")).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://localhost@evil.example",
        "Origin: http://evil.example@localhost",
        "Origin: http://localhost, http://evil.example",
        "Origin: http://localhost http://evil.example",
        "Origin: http://evil.example\r\nOrigin: http://localhost",
        "Origin: http://localhost\r\nOrigin: http://evil.example",
        "Origin: http://2130706433",
        "Origin: http://0x7f.0.0.1",
        "Origin: http://0",
        "Origin: http://localhost:99999",
        "Origin: http://localhost:80:80",
        "Origin: http://localhost%00.evil.example",
        "Origin: http://localhost\\.evil.example",
        "Origin: http://localhost#.evil.example",
        "Origin: //localhost",
        "Origin: localhost",
        "Origin: https://app.example.evil.example",
        "Origin: https://app.example:444",
        "Origin: http://app.example",
        "Origin: https://app.example/",
        "Sec-Fetch-Site: Cross-Site",
        "Sec-Fetch-Site: same-origin, cross-site",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Site: same-origin",
        "sec-fetch-site: cross-site"
      })
  void cannotDisguiseWhereItIs(String headers) throws Exception {
    for (String path : new String[] {"/", "/mcp", "/sse"}) {
      assertThat(raw(path, "Host: localhost", "Accept: text/event-stream", headers))
          .as(path)
          .isIn("400", "403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost@evil.example",
        "Host: evil.example@localhost",
        "Host: localhost#evil.example",
        "Host: localhost/evil",
        "Host: localhost\r\nHost: evil.example",
        "Host: evil.example\r\nHost: localhost",
        "Host: localhost, evil.example",
        "Host: localhost evil.example",
        "Host:",
        "Host: :80",
        "Host: localhost:80:80",
        "Host: localhost:99999",
        "Host: [::1",
        "Host: [::1]evil.example",
        "Host: 2130706433",
        "Host: 0x7f.0.0.1",
        "Host: 127.1",
        "Host: 127.0.0.1.",
        "Host: localhost..",
        "X-Forwarded-Host: localhost\r\nHost: evil.example"
      })
  void cannotDisguiseTheNameThatItAskedFor(String headers) throws Exception {
    assertThat(raw("/", headers, "Accept: application/json")).isIn("400", "403");
  }
}

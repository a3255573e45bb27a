package dev.mcpfly.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.ConnectionException;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.RetryPolicy;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client at a Unix socket, as inside a Machine. */
@Timeout(120)
class UnixSocketTransportTest {
  @TempDir Path directory;

  private ServerSocketChannel server;
  private volatile String reply = "";
  private volatile String request = "";
  private volatile boolean hang;

  @BeforeEach
  void start() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(directory.resolve("api")));
    Thread thread =
        new Thread(
            () -> {
              while (server.isOpen()) {
                try (SocketChannel peer = server.accept()) {
                  ByteBuffer buffer = ByteBuffer.allocate(8192);
                  peer.read(buffer);
                  request =
                      new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                  peer.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)));
                  if (hang) {
                    buffer.clear();
                    peer.read(buffer);
                  }
                } catch (IOException e) {
                  // The next one.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private FlyClient client() {
    return client(Duration.ofSeconds(60));
  }

  private FlyClient client(Duration patience) {
    return FlyClient.builder()
        .baseUri(URI.create("unix:" + directory.resolve("api")))
        .retry(RetryPolicy.none())
        .maxResponseBytes(1000)
        .attemptTimeout(patience)
        .build();
  }

  @Test
  void needsNoTokenAndReadsABodyOfKnownLength() {
    reply = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"name\":\"a\"}trailing";
    assertThat(client().app("a").get().name()).isEqualTo("a");
    assertThat(request)
        .startsWith("GET /v1/apps/a HTTP/1.1\r\nHost: flaps\r\nConnection: close\r\n")
        .doesNotContain("Authorization");
  }

  @Test
  void readsChunksAndInterimReplies() {
    reply =
        String.join(
            "\r\n",
            "HTTP/1.1 100 Continue",
            "",
            "HTTP/1.1 200 OK",
            "Transfer-Encoding: chunked",
            "",
            "6;x=y",
            "{\"name",
            "6",
            "\":\"b\"}",
            "0",
            "Trailer: x",
            "",
            "");
    assertThat(client().app("b").get().name()).isEqualTo("b");
  }

  @Test
  void readsABodyThatEndsWithTheConnection() {
    reply = "HTTP/1.1 200 OK\r\n\r\n{\"name\":\"c\"}";
    assertThat(client().app("c").get().name()).isEqualTo("c");
  }

  @Test
  void sendsABodyWithItsLength() {
    reply = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
    client().app("a").machines().stop("17");
    assertThat(request).contains("Content-Length: 2\r\n").endsWith("\r\n\r\n{}");
    client().app("a").machines().cordon("17");
    assertThat(request).contains("Content-Length: 0\r\n");
  }

  @Test
  void mapsErrorsToTheirExceptions() {
    reply = "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad";
    assertThatThrownBy(() -> client().app("a").get())
        .isInstanceOf(ApiException.UnexpectedStatus.class);
  }

  @Test
  void rejectsRepliesThatAreNotHttp() {
    for (String broken :
        new String[] {
          "",
          "SSH-2.0\r\n",
          "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000)
        }) {
      reply = broken;
      assertThatThrownBy(() -> client().app("a").get())
          .as(broken.substring(0, Math.min(60, broken.length())))
          .isInstanceOf(ConnectionException.class);
    }
  }

  @Test
  void givesUpOnAReplyThatStalls() {
    hang = true;
    reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
    assertThatThrownBy(() -> client(Duration.ofMillis(300)).app("a").get())
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("no complete reply within PT0.3S");
  }

  @Test
  void reportsThatNothingListensAtTheSocket() throws IOException {
    server.close();
    ConnectionException e =
        catchThrowableOfType(
            ConnectionException.class, () -> client().app("a").machines().restart("17"));
    assertThat(e.outcomeUnknown()).isFalse();
    assertThat(e).hasMessageContaining("no connection to");
  }
}

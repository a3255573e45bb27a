package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebTest {
  /** A server that answers so far and then says no more. */
  private static void stalls(String beginning) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  OutputStream out = socket.getOutputStream();
                  out.write(beginning.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  done.await();
                } catch (Exception e) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x");
      Web web =
          new Web(
              new Targets(uri, InetAddress::getAllByName),
              NetworkSettings.of(Map.of(), null),
              null,
              Duration.ofMillis(500));
      assertThatThrownBy(() -> web.get("The metadata", uri))
          .isInstanceOf(OAuthFailure.class)
          .hasMessageContaining("did not answer within")
          .satisfies(failure -> assertThat(((OAuthFailure) failure).isTransient()).isTrue());
    } finally {
      done.countDown();
    }
  }

  @Test
  void limitsTheWaitForAnAnswer() throws Exception {
    stalls("");
  }

  @Test
  void limitsTheWaitForTheRestOfAnAnswer() throws Exception {
    stalls("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  }
}

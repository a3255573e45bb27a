package dev.mcpfly.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers every request with a head, some bytes of a body, and then nothing more. */
final class DrippingServer implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch closedByPeer = new CountDownLatch(1);

  DrippingServer(String bytes) throws IOException {
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try {
                  Socket peer = socket.accept();
                  Thread answer = new Thread(() -> answer(peer, bytes));
                  answer.setDaemon(true);
                  answer.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(Socket peer, String bytes) {
    try (peer) {
      InputStream in = peer.getInputStream();
      in.read(new byte[8192]);
      OutputStream out = peer.getOutputStream();
      out.write(
          ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
                  + bytes)
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      answered.countDown();
      while (in.read() >= 0) {
        // Nothing more is said.
      }
    } catch (IOException e) {
      // A reset is a close as well.
    }
    closedByPeer.countDown();
  }

  /** Waits until a request was read and its reply begun. */
  boolean answered() {
    try {
      return answered.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean connectionsClosedByPeer() throws InterruptedException {
    return closedByPeer.await(60, TimeUnit.SECONDS);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

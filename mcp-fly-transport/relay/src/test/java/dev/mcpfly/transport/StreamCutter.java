package dev.mcpfly.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes HTTP on to a port of this machine, and ends the answer to each POST with a given text in
 * its body after the first event, as a proxy on the way does.
 */
final class StreamCutter implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final String mark;
  private final AtomicInteger cuts = new AtomicInteger();

  StreamCutter(int target, String mark) throws IOException {
    this.target = target;
    this.mark = mark;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns how many answers were ended early. */
  int cuts() {
    return cuts.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stream-cutter");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  /** Serves one request; the connection is not kept. */
  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
      String head = head(client.getInputStream());
      byte[] body = client.getInputStream().readNBytes(length(head));
      upstream
          .getOutputStream()
          .write(
              head.replaceFirst("(?i)\r\nconnection: [^\r]*", "")
                  .replaceFirst("\r\n", "\r\nConnection: close\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      upstream.getOutputStream().write(body);
      boolean cut =
          head.startsWith("POST") && new String(body, StandardCharsets.UTF_8).contains(mark);
      pass(upstream.getInputStream(), client.getOutputStream(), cut);
    } catch (IOException e) {
      // One side has gone.
    }
  }

  private void pass(InputStream from, OutputStream to, boolean cut) throws IOException {
    to.write(head(from).getBytes(StandardCharsets.ISO_8859_1));
    if (!cut) {
      from.transferTo(to);
      return;
    }
    // The answer is chunked: each chunk is a size, its bytes and a line end.
    String passed = "";
    while (!passed.contains("\n\n")) {
      String size = line(from);
      byte[] chunk = from.readNBytes(Integer.parseInt(size, 16));
      line(from);
      to.write((size + "\r\n").getBytes(StandardCharsets.US_ASCII));
      to.write(chunk);
      to.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      passed += new String(chunk, StandardCharsets.UTF_8);
    }
    to.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    to.flush();
    cuts.incrementAndGet();
  }

  private static int length(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The connection ended.");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

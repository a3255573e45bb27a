package dev.mcpfly.transport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Behaves like {@code flyctl mcp wrap}, faults included: any POST is 202 without a body, the
 * child's lines come on one GET without event framing, a second GET is 409, and what the child says
 * without a listener is dropped.
 */
final class FakeWrap implements AutoCloseable {
  private static final byte[] CUT = {};

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BiConsumer<String, Consumer<String>> child;
  final List<String> posted = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> dropped = new CopyOnWriteArrayList<>();
  volatile String token;
  volatile int getStatus = 200;
  private BlockingQueue<byte[]> listener;

  /**
   * Starts the fake.
   *
   * @param child takes a line of stdin, and a way to write lines to stdout
   */
  FakeWrap(BiConsumer<String, Consumer<String>> child) throws IOException {
    this.child = child;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestMethod()
            + " instance="
            + exchange.getRequestHeaders().getFirst("Fly-Force-Instance-Id"));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (token != null && !("Bearer " + token).equals(authorization)) {
      plain(exchange, 401, "Unauthorized\n");
    } else if (exchange.getRequestMethod().equals("GET")) {
      stream(exchange);
    } else if (exchange.getRequestMethod().equals("POST")) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      for (String line : body.split("\n")) {
        if (!line.isBlank()) {
          posted.add(line);
          child.accept(line, this::say);
        }
      }
      exchange.sendResponseHeaders(202, -1);
      exchange.close();
    } else {
      plain(exchange, 405, "Method not allowed\n");
    }
  }

  private static void plain(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void stream(HttpExchange exchange) throws IOException {
    BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    synchronized (this) {
      if (getStatus == 200 && listener == null) {
        listener = lines;
      } else {
        lines = null;
      }
    }
    if (lines == null) {
      plain(
          exchange,
          getStatus == 200 ? 409 : getStatus,
          "Another client is already connected to this server\n");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.flush();
      while (true) {
        byte[] line = lines.take();
        if (line == CUT) {
          break;
        }
        body.write(line);
        body.flush();
      }
    } catch (IOException | InterruptedException e) {
      // The listener has gone.
    } finally {
      synchronized (this) {
        if (listener == lines) {
          listener = null;
        }
      }
      exchange.close();
    }
  }

  /** The child writes a line. */
  synchronized void say(String line) {
    if (listener == null) {
      dropped.add(line);
    } else {
      listener.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Ends the GET, as an idle limit on the way does. */
  synchronized void cut() {
    if (listener != null) {
      listener.add(CUT);
      listener = null;
    }
  }

  synchronized boolean hasListener() {
    return listener != null;
  }

  @Override
  public void close() {
    cut();
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.mcpfly.transport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An HTTP server whose every answer a test decides, and that remembers what it was asked. */
public final class FakeMcp implements AutoCloseable {
  /** What came in. */
  public record Request(String method, String path, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The JSON-RPC method in the body, or an empty string. */
    public String rpc() {
      int at = body.indexOf("\"method\":\"");
      return at < 0 ? "" : body.substring(at + 10, body.indexOf('"', at + 10));
    }

    /** The id in the body as it stands there, or null. */
    public String id() {
      int at = body.indexOf("\"id\":");
      if (at < 0) {
        return null;
      }
      int end = body.indexOf(',', at);
      return body.substring(at + 5, end < 0 ? body.indexOf('}', at) : end);
    }
  }

  /** One exchange, for the test to answer. */
  public static final class Answer {
    private final HttpExchange exchange;
    private OutputStream body;

    private Answer(HttpExchange exchange) {
      this.exchange = exchange;
    }

    public Answer header(String name, String value) {
      exchange.getResponseHeaders().set(name, value);
      return this;
    }

    public void status(int status) throws IOException {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    }

    /** The stream that was begun. */
    public OutputStream body() {
      return body;
    }

    public void json(int status, String json) throws IOException {
      json(status, json.getBytes(StandardCharsets.UTF_8));
    }

    public void json(int status, byte[] bytes) throws IOException {
      header("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    public Answer stream() throws IOException {
      header("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      body = exchange.getResponseBody();
      body.flush();
      return this;
    }

    public Answer write(String text) throws IOException {
      body.write(text.getBytes(StandardCharsets.UTF_8));
      body.flush();
      return this;
    }

    public Answer event(String json) throws IOException {
      return write("event: message\ndata: " + json + "\n\n");
    }

    public Answer event(String id, String json) throws IOException {
      return write("id: " + id + "\ndata: " + json + "\n\n");
    }

    public void end() {
      exchange.close();
    }
  }

  /** Decides on an answer; may answer at once or later from another thread. */
  public interface Handler {
    void handle(Request request, Answer answer) throws Exception;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  public final List<Request> requests = new CopyOnWriteArrayList<>();

  public FakeMcp(Handler handler) throws IOException {
    this(0, handler);
  }

  public FakeMcp(int port, Handler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", adapt(handler));
    server.start();
  }

  private HttpHandler adapt(Handler handler) {
    return exchange -> {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          e -> e.getKey().toLowerCase(Locale.ROOT),
                          e -> String.join(",", e.getValue()))),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      try {
        handler.handle(request, new Answer(exchange));
      } catch (IOException | InterruptedException e) {
        // The client has gone, or the test is over.
        exchange.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public List<Request> requests(String rpc) {
    return requests.stream().filter(r -> r.rpc().equals(rpc)).toList();
  }

  /** Waits until a request with this HTTP method has come. */
  public void awaitRequest(String method) throws InterruptedException {
    awaitRequest(method, request -> request.method().equals(method));
  }

  /** Waits until such a request has come, and returns it. */
  public Request awaitRequest(String what, Predicate<Request> wanted) throws InterruptedException {
    for (int i = 0; i < 1200; i++) {
      Optional<Request> found = requests.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no " + what + " came within 60 s");
  }

  public static String result(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  public static String initializeResult(String id) {
    return result(
        id,
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.transport.StdioProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends requests to a deployed MCP server over the same proxy that a stdio client starts. */
final class McpConversation implements AutoCloseable {
  /** As the jar names it; a program built of classes alone has no version. */
  private static final String VERSION =
      Objects.requireNonNullElse(
          McpConversation.class.getPackage().getImplementationVersion(), "unknown");

  private static final Duration GOODBYE = Duration.ofMillis(500);

  private final OutputStream toProxy;
  private final @Nullable Thread proxy;
  private final Thread reader;
  private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private volatile @Nullable Exception failure;

  /** Thrown if no answer came and none will. */
  static class NoAnswerException extends LaunchException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Thrown if no answer came in time; one may still come. */
  static final class SilenceException extends NoAnswerException {
    private static final long serialVersionUID = 1L;

    SilenceException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  McpConversation(StdioProxy stdioProxy) {
    try {
      // Real pipes: java.io's piped streams fail when a thread that wrote to them has ended.
      Pipe in = Pipe.open();
      Pipe out = Pipe.open();
      toProxy = Channels.newOutputStream(in.sink());
      InputStream proxyIn = Channels.newInputStream(in.source());
      OutputStream proxyOut = Channels.newOutputStream(out.sink());
      InputStream fromProxy = Channels.newInputStream(out.source());
      proxy =
          daemon(
              "mcp-probe",
              () -> {
                try (proxyOut) {
                  stdioProxy.run(proxyIn, proxyOut);
                } catch (IOException e) {
                  failAll(e);
                }
              });
      reader = daemon("mcp-probe-reader", () -> read(fromProxy));
    } catch (IOException e) {
      throw new LaunchException("The probe of the MCP server could not start.", e);
    }
  }

  /** Creates a conversation with a program, which exits when its input ends. */
  McpConversation(InputStream fromProgram, OutputStream toProgram) {
    toProxy = toProgram;
    proxy = null;
    reader = daemon("mcp-probe-reader", () -> read(fromProgram));
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void read(InputStream fromProxy) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fromProxy, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (JsonObject.read(line.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject message
            && !message.has("method")) {
          CompletableFuture<JsonObject> waiting =
              pending.remove(ServerJson.number(message, "id", -1));
          if (waiting != null) {
            waiting.complete(message);
          }
        }
      }
      failAll(new IOException("the connection ended"));
    } catch (IOException | JsonException e) {
      failAll(e);
    }
  }

  /** Ends every wait for an answer, because there will be none. */
  void fail(String reason) {
    failAll(new NoAnswerException(reason, null));
  }

  private void failAll(Exception cause) {
    failure = cause;
    pending.values().forEach(waiting -> waiting.completeExceptionally(cause));
  }

  /**
   * Sends a request and returns the whole answer: a {@code result} or an {@code error}.
   *
   * @throws SilenceException if none comes in time
   * @throws NoAnswerException if none can come any more
   */
  JsonObject request(String method, JsonObject params, Duration timeout)
      throws InterruptedException {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    pending.put(id, answer);
    if (failure != null) {
      answer.completeExceptionally(failure);
    }
    send(message(method, params).with("id", id));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.remove(id);
      throw new SilenceException(
          "The MCP server did not answer %s within %s.".formatted(method, Texts.of(timeout)), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoAnswerException noAnswer) {
        throw noAnswer;
      }
      throw new NoAnswerException(
          "The MCP server did not answer %s: %s.".formatted(method, message(e.getCause())),
          e.getCause());
    }
  }

  void notify(String method) {
    send(message(method, JsonObject.empty()));
  }

  /** Shakes hands as a client does, and returns the result of {@code initialize}. */
  JsonObject initialize(Duration timeout) throws InterruptedException {
    JsonObject params =
        JsonObject.of("protocolVersion", "2025-11-25")
            .with("capabilities", JsonObject.empty())
            .with("clientInfo", JsonObject.of("name", "mcp-fly").with("version", VERSION));
    JsonObject answer = request("initialize", params, timeout);
    if (!answer.has("result")) {
      throw new NoAnswerException(
          "The MCP server refused to initialize: %s."
              .formatted(
                  ServerJson.text(ServerJson.object(answer, "error"), "message", "no reason given")
                      .replaceFirst("\\.$", "")),
          null);
    }
    notify("notifications/initialized");
    return ServerJson.object(answer, "result");
  }

  private static String message(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "no reason given" : cause.getMessage();
  }

  private static JsonObject message(String method, JsonObject params) {
    return JsonObject.of("jsonrpc", "2.0").with("method", method).with("params", params);
  }

  private void send(JsonObject message) {
    try {
      toProxy.write((message.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      toProxy.flush();
    } catch (IOException e) {
      failAll(e);
    }
  }

  /** Ends the proxy's input, which ends the proxy, and gives it a moment to close its session. */
  @Override
  public void close() {
    try {
      toProxy.close();
      if (proxy != null) {
        proxy.join(GOODBYE.toMillis());
      }
    } catch (IOException e) {
      // It has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (proxy != null) {
        proxy.interrupt();
        reader.interrupt();
      }
    }
  }
}

package dev.mcpfly.launch;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A few requests to a deployed MCP server, over the same proxy that a stdio client would start:
 * what answers here answers there.
 */
final class McpConversation implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration GOODBYE = Duration.ofMillis(500);

  private final OutputStream toProxy;
  private final @Nullable Thread proxy;
  private final Thread reader;
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private volatile @Nullable Exception failure;

  /** No answer came, and none will. */
  static class NoAnswerException extends LaunchException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** No answer came in time; one might still come. */
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

  /** Speaks to a program, which ends when its input does. */
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
        JsonNode message = JSON.readTree(line);
        CompletableFuture<JsonNode> waiting =
            message.has("method") ? null : pending.remove(message.path("id").asInt(-1));
        if (waiting != null) {
          waiting.complete(message);
        }
      }
      failAll(new IOException("the connection ended"));
    } catch (IOException | JacksonException e) {
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
  JsonNode request(String method, JsonNode params, Duration timeout) throws InterruptedException {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    if (failure != null) {
      answer.completeExceptionally(failure);
    }
    ObjectNode request = message(method, params);
    request.put("id", id);
    send(request);
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
    send(message(method, JSON.createObjectNode()));
  }

  /** Shakes hands as a client does, and returns the result of {@code initialize}. */
  JsonNode initialize(Duration timeout) throws InterruptedException {
    ObjectNode params = JSON.createObjectNode().put("protocolVersion", "2025-11-25");
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "mcp-fly").put("version", "0.1.0");
    JsonNode answer = request("initialize", params, timeout);
    if (!answer.has("result")) {
      throw new NoAnswerException(
          "The MCP server refused to initialize: %s."
              .formatted(answer.path("error").path("message").asString("no reason given")),
          null);
    }
    notify("notifications/initialized");
    return answer.path("result");
  }

  private static String message(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "no reason given" : cause.getMessage();
  }

  private static ObjectNode message(String method, JsonNode params) {
    ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
    message.set("params", params);
    return message;
  }

  private void send(JsonNode message) {
    try {
      toProxy.write((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
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

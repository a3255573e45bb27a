package dev.mcpfly.examples.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializationNotification;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.mcpfly.transport.StdioProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * LangChain4j's MCP client on this library's way to a server: it wakes stopped Machines, opens lost
 * sessions again, resumes broken streams and signs in.
 */
public final class FlyMcpTransport implements McpTransport {
  private static final int PIPE_BYTES = 1 << 16;

  private final StdioProxy server;
  private final ObjectMapper json = new ObjectMapper();
  private final PipedOutputStream requests = new PipedOutputStream();
  private volatile McpOperationHandler handler;
  private volatile Runnable failure = () -> {};
  private volatile boolean closed;
  private boolean started;

  /** For one client. */
  public FlyMcpTransport(StdioProxy server) {
    this.server = server;
  }

  @Override
  public void start(McpOperationHandler messageHandler) {
    handler = messageHandler;
    if (started) {
      return;
    }
    started = true;
    try {
      PipedInputStream in = new PipedInputStream(requests, PIPE_BYTES);
      thread("mcp-to-server", () -> run(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(PipedInputStream in) {
    try {
      server.run(in, new Answers());
    } finally {
      if (!closed) {
        failure.run();
      }
    }
  }

  /**
   * Hands on each line. A pipe would not do: it breaks when the thread that wrote last has ended.
   */
  private final class Answers extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) throws IOException {
      if (b == '\n') {
        handler.handle(json.readTree(line.toByteArray()));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }

  @Override
  public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
    return executeOperationWithResponse(request)
        .thenApply(
            hello -> {
              executeOperationWithoutResponse(new McpInitializationNotification());
              return hello;
            });
  }

  @Override
  public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage message) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    handler.startOperation(message.getId(), answer);
    send(message);
    return answer;
  }

  @Override
  public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext call) {
    return executeOperationWithResponse(call.message());
  }

  @Override
  public void executeOperationWithoutResponse(McpClientMessage message) {
    send(message);
  }

  @Override
  public void executeOperationWithoutResponse(McpCallContext call) {
    send(call.message());
  }

  private synchronized void send(McpClientMessage message) {
    try {
      requests.write((json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
      requests.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the connection to the MCP server is closed", e);
    }
  }

  @Override
  public void checkHealth() {
    // A lost session is opened again by the next message.
  }

  @Override
  public void onFailure(Runnable actionOnFailure) {
    failure = actionOnFailure;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    requests.close();
  }
}

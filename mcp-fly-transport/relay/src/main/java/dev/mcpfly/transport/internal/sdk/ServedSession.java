package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Mailbox;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One session of an MCP Java SDK server in this JVM, which a relay takes for a child: messages go
 * in and out as lines, although there is no pipe between them.
 */
final class ServedSession implements Child {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.server");

  private final McpJsonMapper json;
  private final ChildListener listener;
  private final Consumer<ServedSession> onEnd;
  private final Mailbox inbox = new Mailbox();
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
  private final McpServerSession session;

  /** Guards what goes to the listener, which hears one thing at a time and the end last. */
  private final Object out = new Object();

  private volatile boolean ended;

  ServedSession(
      McpServerSession.Factory sessions,
      McpJsonMapper json,
      ChildListener listener,
      Consumer<ServedSession> onEnd) {
    this.json = json;
    this.listener = listener;
    this.onEnd = onEnd;
    this.session = sessions.create(new Outlet());
  }

  McpServerSession session() {
    return session;
  }

  // ---- client to server ----

  @Override
  public long send(byte[] line) {
    if (ended) {
      return -1;
    }
    // Not here: a server may block, and whoever brings messages must not.
    inbox.add(() -> receive(line));
    return 0;
  }

  private void receive(byte[] line) {
    JSONRPCMessage message;
    try {
      message = McpSchema.deserializeJsonRpcMessage(json, new String(line, StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      refuse(line);
      return;
    }
    var unused =
        session
            .handle(message)
            .subscribe(
                done -> {},
                failure ->
                    LOG.log(
                        System.Logger.Level.WARNING,
                        "The server in this JVM failed to handle a message",
                        failure));
  }

  /** Answers a message that JSON-RPC allows and the SDK does not. */
  private void refuse(byte[] line) {
    String rawId = null;
    try {
      Envelope message = Envelope.scan(line);
      rawId = message.has(Member.METHOD) ? message.raw(Member.ID) : null;
    } catch (MalformedMessageException e) {
      // There is nobody to answer.
    }
    if (rawId != null) {
      write(Json.error(rawId, -32600, "The server cannot read this request."));
    }
  }

  // ---- server to client ----

  private void write(byte[] message) {
    synchronized (out) {
      if (ended) {
        throw new IllegalStateException("The session has ended.");
      }
      listener.line(message, 0, message.length);
    }
  }

  /** What the server writes to. */
  private final class Outlet implements McpServerTransport {
    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
      return Mono.fromRunnable(
          () -> {
            try {
              write(json.writeValueAsBytes(message));
            } catch (IOException e) {
              throw new UncheckedIOException("The message cannot be written as JSON.", e);
            }
          });
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.fromRunnable(ServedSession.this::end);
    }

    @Override
    public void close() {
      end();
    }

    @Override
    public <T> T unmarshalFrom(@Nullable Object data, TypeRef<T> type) {
      return json.convertValue(data, type);
    }
  }

  // ---- ending ----

  @Override
  public void stop() {
    var unused = session.closeGracefully().onErrorComplete().subscribe();
    end();
  }

  private void end() {
    synchronized (out) {
      if (ended) {
        return;
      }
      ended = true;
    }
    onEnd.accept(this);
    ChildExit result = new ChildExit(0, Duration.ofNanos(System.nanoTime() - startedAt), List.of());
    // Not here: whoever ends a session may hold what the listener wants.
    Mailbox.aside(
        () -> {
          try {
            listener.exited(result);
          } finally {
            exit.complete(result);
          }
        });
  }

  @Override
  public String name() {
    return "session " + session.getId() + " of the server in this JVM";
  }

  @Override
  public boolean isAlive() {
    return !ended;
  }

  @Override
  public CompletableFuture<ChildExit> onExit() {
    return exit.copy();
  }
}

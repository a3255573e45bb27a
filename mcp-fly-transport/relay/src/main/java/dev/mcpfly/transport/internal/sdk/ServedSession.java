package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One session of an MCP Java SDK server in this JVM, which a relay takes for a child: messages go
 * in and out as lines, although there is no pipe between them.
 */
final class ServedSession extends JvmChild {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.server");

  private final McpJsonMapper json;
  private final Consumer<ServedSession> onEnd;
  private final McpServerSession session;

  ServedSession(
      McpServerSession.Factory sessions,
      McpJsonMapper json,
      ChildListener listener,
      Consumer<ServedSession> onEnd) {
    super(listener);
    this.json = json;
    this.onEnd = onEnd;
    this.session = sessions.create(new Outlet());
  }

  McpServerSession session() {
    return session;
  }

  // ---- client to server ----

  @Override
  void receive(byte[] line) {
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
      deliver(Json.error(rawId, -32600, "The server cannot read this request."));
    }
  }

  // ---- server to client ----

  private void deliver(byte[] message) {
    if (!write(message)) {
      throw new IllegalStateException("The session has ended.");
    }
  }

  /** What the server writes to. */
  private final class Outlet implements McpServerTransport {
    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
      return Mono.fromRunnable(
          () -> {
            try {
              deliver(json.writeValueAsBytes(message));
            } catch (IOException e) {
              throw new UncheckedIOException("The message cannot be written as JSON.", e);
            }
          });
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.fromRunnable(ServedSession.this::finish);
    }

    @Override
    public void close() {
      finish();
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
    finish();
  }

  private void finish() {
    if (end()) {
      onEnd.accept(this);
      exited();
    }
  }

  @Override
  public String name() {
    return "session " + session.getId() + " of the server in this JVM";
  }
}

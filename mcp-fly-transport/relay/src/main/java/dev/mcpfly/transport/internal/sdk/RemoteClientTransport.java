package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.remote.RemoteConversation;
import dev.mcpfly.transport.internal.remote.RemoteSettings;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A client transport of the MCP Java SDK over a {@link RemoteConversation}, so that a Java client
 * meets the same dialects, retries and errors as one behind the stdio proxy.
 */
public final class RemoteClientTransport implements McpClientTransport {
  private final RemoteSettings settings;
  private final McpJsonMapper json;
  private volatile Consumer<Throwable> failures = failure -> {};
  private @Nullable RemoteConversation conversation;

  private RemoteClientTransport(RemoteSettings settings, McpJsonMapper json) {
    this.settings = settings;
    this.json = json;
  }

  /** Returns a transport that is not connected yet; for one client. */
  public static McpClientTransport to(RemoteSettings settings) {
    settings.requireSafeScheme();
    return new RemoteClientTransport(settings, SdkJson.mapper());
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return Mono.fromRunnable(
        () -> {
          RemoteConversation fresh =
              new RemoteConversation(settings, message -> receive(message, handler));
          RemoteConversation old;
          synchronized (this) {
            old = conversation;
            conversation = fresh;
          }
          if (old != null) {
            old.close();
          }
        });
  }

  private void receive(
      byte[] message, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    try {
      JSONRPCMessage parsed =
          McpSchema.deserializeJsonRpcMessage(json, new String(message, StandardCharsets.UTF_8));
      var unused = Mono.just(parsed).transform(handler).subscribe(done -> {}, failures);
    } catch (IOException | RuntimeException e) {
      failures.accept(e);
    }
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(
        () -> {
          byte[] bytes;
          try {
            bytes = json.writeValueAsBytes(message);
          } catch (IOException e) {
            throw new UncheckedIOException("The message cannot be written as JSON.", e);
          }
          synchronized (this) {
            RemoteConversation open = conversation;
            if (open == null) {
              throw new IllegalStateException("The transport is not connected.");
            }
            open.send(bytes, 0, bytes.length);
          }
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.<Void>fromRunnable(
            () -> {
              RemoteConversation open;
              synchronized (this) {
                open = conversation;
                conversation = null;
              }
              if (open != null) {
                open.leave();
                open.close();
              }
            })
        // Saying goodbye takes a round trip, and Reactor's own threads must not wait for one.
        .subscribeOn(Schedulers.boundedElastic());
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    failures = handler;
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return SdkVersions.ALL;
  }
}

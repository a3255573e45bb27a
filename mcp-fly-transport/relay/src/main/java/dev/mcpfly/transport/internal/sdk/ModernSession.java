package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Ids;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.modern.JsonRpc;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCMessage;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCNotification;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCRequest;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCResponse;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.modern.server.McpHeaders;
import io.modelcontextprotocol.modern.server.McpRequestManager;
import io.modelcontextprotocol.modern.server.McpTransportResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A server of the SDK's API for the stateless revision in this JVM, which a relay takes for a
 * child. The server knows no sessions: any number of these may stand before one.
 */
public final class ModernSession extends JvmChild {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.server");

  /** The relay has compared headers and body before; lines hold no headers. */
  private static final McpTransportContext CONTEXT =
      McpTransportContext.create(Map.of(McpHeaders.TRANSPORT_CONTEXT_KEY, McpHeaders.NOT_MIRRORED));

  private final McpRequestManager server;
  private final McpJsonMapper json;
  private final Map<String, Disposable.Swap> running = new ConcurrentHashMap<>();

  private ModernSession(McpRequestManager server, McpJsonMapper json, ChildListener listener) {
    super(listener);
    this.server = server;
    this.json = json;
  }

  /** Children of a relay that all are the given {@code McpRequestManager}. */
  public static Child.Factory factory(Object server) {
    McpRequestManager manager = (McpRequestManager) server;
    McpJsonMapper json = SdkJson.mapper();
    return listener -> new ModernSession(manager, json, listener);
  }

  @Override
  void receive(byte[] line) {
    JSONRPCMessage message;
    try {
      message = JsonRpc.deserializeMessage(json, new String(line, StandardCharsets.UTF_8));
    } catch (JsonRpc.InvalidMessageException e) {
      refuse(e.id(), "The server cannot read this request.");
      return;
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "Dropped a message that is not JSON-RPC", e);
      return;
    }
    if (message instanceof JSONRPCRequest request) {
      start(request);
    } else if (message instanceof JSONRPCNotification notification) {
      notification(notification);
    }
  }

  private void refuse(@Nullable Object id, String why) {
    if (id != null) {
      write(JSONRPCResponse.error(id, new JSONRPCError(-32600, why)));
    }
  }

  private void start(JSONRPCRequest request) {
    String key = key(request.id());
    Disposable.Swap slot = Disposables.swap();
    if (running.putIfAbsent(key, slot) != null) {
      refuse(request.id(), "Another request with this id is still running.");
      return;
    }
    JSONRPCResponse failed =
        JSONRPCResponse.error(request.id(), new JSONRPCError(-32603, "The server failed."));
    slot.update(
        Mono.defer(() -> server.handle(CONTEXT, request))
            // A tool may block, and the next request must not wait for it.
            .subscribeOn(Schedulers.boundedElastic())
            .flatMapMany(ModernSession::messages)
            .defaultIfEmpty(failed)
            .onErrorResume(
                failure -> {
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "The server in this JVM failed to handle a request",
                      failure);
                  return Flux.just(failed);
                })
            .doFinally(signal -> running.remove(key, slot))
            .subscribe(
                message -> {
                  if (message instanceof JSONRPCResponse) {
                    // The id is free before its answer is seen.
                    running.remove(key, slot);
                  }
                  write(message);
                }));
  }

  private static Flux<JSONRPCMessage> messages(McpTransportResponse response) {
    if (response instanceof McpTransportResponse.Streaming streaming) {
      return streaming.messages();
    }
    if (response instanceof McpTransportResponse.Result result) {
      return Flux.just(result.response());
    }
    return Flux.just(((McpTransportResponse.Error) response).response());
  }

  private void notification(JSONRPCNotification notification) {
    if (notification.method().equals("notifications/cancelled")) {
      Object id =
          notification.params() instanceof Map<?, ?> params ? params.get("requestId") : null;
      Disposable.Swap cancelled = id == null ? null : running.remove(key(id));
      if (cancelled != null) {
        cancelled.dispose();
      }
      return;
    }
    var unused =
        server
            .handleNotification(CONTEXT, notification)
            .subscribe(
                done -> {},
                failure ->
                    LOG.log(
                        System.Logger.Level.WARNING,
                        "The server in this JVM failed to handle a notification",
                        failure));
  }

  private static String key(Object id) {
    return id instanceof String text ? '"' + text + '"' : Ids.key(String.valueOf(id));
  }

  private void write(JSONRPCMessage message) {
    byte[] bytes;
    try {
      bytes = json.writeValueAsBytes(message);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A message cannot be written as JSON", e);
      return;
    }
    write(bytes); // dropped after the end
  }

  @Override
  public void stop() {
    if (!end()) {
      return;
    }
    running.values().forEach(Disposable::dispose);
    running.clear();
    exited();
  }

  @Override
  public String name() {
    return "the server in this JVM";
  }
}

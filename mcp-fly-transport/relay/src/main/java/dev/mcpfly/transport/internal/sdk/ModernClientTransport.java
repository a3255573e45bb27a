package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.remote.RemoteSettings;
import dev.mcpfly.transport.internal.remote.RemoteSettings.Dialect;
import dev.mcpfly.transport.internal.remote.StatelessRequests;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.modern.JsonRpc;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCMessage;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCRequest;
import io.modelcontextprotocol.modern.JsonRpc.JSONRPCResponse;
import io.modelcontextprotocol.modern.client.McpResponseLostException;
import io.modelcontextprotocol.modern.client.transport.McpClientTransport;
import io.modelcontextprotocol.modern.client.transport.McpTransportRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * A client transport of the SDK's API for the stateless revision: each exchange is one request of
 * {@link StatelessRequests}, so that it meets the same retries, sign-in and errors as any other
 * client of this library.
 */
public final class ModernClientTransport implements McpClientTransport {
  private final StatelessRequests server;
  private final McpJsonMapper json = SdkJson.mapper();

  private ModernClientTransport(StatelessRequests server) {
    this.server = server;
  }

  /**
   * Returns a transport that has sent nothing yet.
   *
   * @throws IllegalArgumentException if the dialect that was chosen has no such revision
   */
  public static McpClientTransport to(RemoteSettings settings) {
    if (settings.dialect == Dialect.LEGACY_SSE || settings.dialect == Dialect.FLY_WRAP) {
      throw new IllegalArgumentException(
          "The dialect "
              + settings.dialect
              + " does not carry the revision 2026-07-28: use clientTransport(), or leave the"
              + " dialect out.");
    }
    return new ModernClientTransport(new StatelessRequests(settings));
  }

  /** Returns true: arguments that a tool requires in headers are sent there. */
  @Override
  public boolean mirrorsToolParams() {
    return true;
  }

  @Override
  public Flux<JSONRPCMessage> exchange(McpTransportRequest request) {
    return request.withRoundTimeout(
        Flux.create(sink -> send(request, sink), FluxSink.OverflowStrategy.BUFFER));
  }

  private void send(McpTransportRequest request, FluxSink<JSONRPCMessage> sink) {
    Runnable cancel;
    try {
      byte[] message = json.writeValueAsBytes(request.message());
      cancel = server.send(message, request.paramHeaders(), new Answer(request.method(), sink));
    } catch (IOException | MalformedMessageException e) {
      sink.error(new IllegalArgumentException("The request cannot be written as JSON-RPC.", e));
      return;
    }
    sink.onDispose(cancel::run);
  }

  private final class Answer implements StatelessRequests.Answer {
    private final String method;
    private final FluxSink<JSONRPCMessage> sink;

    Answer(String method, FluxSink<JSONRPCMessage> sink) {
      this.method = method;
      this.sink = sink;
    }

    @Override
    public void message(byte[] bytes) {
      JSONRPCMessage message;
      try {
        message = JsonRpc.deserializeMessage(json, new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException | RuntimeException e) {
        sink.error(new McpResponseLostException(method, e));
        return;
      }
      // A server of this revision asks nothing by a request of its own.
      if (!(message instanceof JSONRPCRequest)) {
        sink.next(message);
      }
      if (message instanceof JSONRPCResponse) {
        sink.complete();
      }
    }

    @Override
    public void lost(String why) {
      sink.error(new McpResponseLostException(method, new IOException(why)));
    }
  }
}

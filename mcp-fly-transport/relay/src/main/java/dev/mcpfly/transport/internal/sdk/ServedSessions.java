package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildListener;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sessions of one MCP Java SDK server in this JVM, started by a relay as its children. */
public final class ServedSessions implements Child.Factory, McpServerTransportProvider {
  private final McpJsonMapper json = SdkJson.mapper();
  private final Set<ServedSession> open = ConcurrentHashMap.newKeySet();
  private volatile McpServerSession.@Nullable Factory sessions;
  private volatile boolean closed;

  /** Creates a source without a server. */
  public ServedSessions() {}

  @Override
  public void setSessionFactory(McpServerSession.Factory server) {
    sessions = server;
  }

  @Override
  public Child start(ChildListener listener) throws IOException {
    McpServerSession.Factory server = sessions;
    if (server == null || closed) {
      throw new IOException(
          closed ? "the server in this JVM is closed" : "no server was built on its transport yet");
    }
    ServedSession session = new ServedSession(server, json, listener, open::remove);
    open.add(session);
    if (closed) {
      session.stop();
    }
    return session;
  }

  @Override
  public Mono<Void> notifyClients(String method, Object params) {
    return Flux.fromIterable(open)
        .flatMap(each -> each.session().sendNotification(method, params).onErrorComplete())
        .then();
  }

  @Override
  public Mono<Void> notifyClient(String id, String method, Object params) {
    return Flux.fromIterable(open)
        .filter(each -> each.session().getId().equals(id))
        .flatMap(each -> each.session().sendNotification(method, params))
        .then();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(
        () -> {
          closed = true;
          open.forEach(ServedSession::stop);
        });
  }

  @Override
  public List<String> protocolVersions() {
    return SdkVersions.ALL;
  }
}

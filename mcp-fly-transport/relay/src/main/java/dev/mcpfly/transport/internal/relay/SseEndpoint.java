package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.RandomIds;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** HTTP+SSE of the revision 2024-11-05: a stream for all answers, and an endpoint for messages. */
final class SseEndpoint {
  static final String STREAM = "/sse";
  static final String MESSAGES = "/messages";

  private static final String QUERY = "sessionId=";

  private final RelaySettings settings;
  private final Children children;
  private final Drain drain;
  private final Map<String, StreamPeer> peers = new ConcurrentHashMap<>();

  SseEndpoint(RelaySettings settings, Children children, Drain drain) {
    this.drain = drain;
    this.settings = settings;
    this.children = children;
  }

  void handle(Exchange exchange, String principal) {
    boolean stream = exchange.path().equals(STREAM);
    String method = stream ? "GET" : "POST";
    if (!exchange.method().equals(method)) {
      Answers.error(
          exchange,
          405,
          Answers.INVALID_REQUEST,
          "Only " + method + " is served here.",
          "Allow",
          method);
    } else if (stream) {
      open(exchange, principal);
    } else {
      post(exchange, principal);
    }
  }

  private void open(Exchange exchange, String principal) {
    if (!MediaTypes.acceptsEvents(exchange)) {
      Answers.error(exchange, 406, Answers.INVALID_REQUEST, "Accept must list text/event-stream.");
      return;
    }
    if (drain.isOn()) {
      drain.turnAway(exchange, null, 0);
      return;
    }
    long own = peers.values().stream().filter(peer -> peer.principal().equals(principal)).count();
    if (peers.size() >= settings.sessions()
        || (!principal.isEmpty() && own >= settings.sessionsEach())) {
      Answers.unavailable(exchange, null, Answers.NO_SESSION_LEFT, 5);
      return;
    }
    String random = RandomIds.next();
    MachineSeal machine = settings.machine();
    String id = machine == null ? random : machine.seal(MachineSeal.Kind.STREAM, random, principal);
    StreamPeer peer =
        new StreamPeer(id, principal, children, settings.requestBytes() + (8L << 20), true);
    peers.put(id, peer);
    String endpoint = place(exchange) + "?" + QUERY + id;
    peer.listen(
        exchange,
        Sse.event("event: endpoint\ndata: ", endpoint.getBytes(StandardCharsets.US_ASCII)),
        () -> {
          peers.remove(id);
          peer.end();
        });
  }

  /**
   * Returns where messages are posted, relative to the stream: whatever stands in front of the
   * relay, and whatever prefix it takes away, the client's own URL is right.
   */
  private static String place(Exchange exchange) {
    String agent = exchange.header("User-Agent");
    boolean javaSdk =
        agent != null
            && agent.startsWith("Java-http-client")
            && exchange.header("MCP-Protocol-Version") != null;
    // The MCP Java SDK resolves against the server's root and wants an absolute path.
    return javaSdk ? exchange.mount() + MESSAGES : MESSAGES.substring(1);
  }

  /** Returns what a message says that its stream is, or null. */
  static @Nullable String sessionId(Exchange exchange) {
    String query = exchange.query();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (parameter.startsWith(QUERY)) {
        return parameter.substring(QUERY.length());
      }
    }
    return null;
  }

  /** Returns whether a stream of this principal is open here. */
  boolean has(String id, String principal) {
    return find(id, principal) != null;
  }

  private @Nullable StreamPeer find(@Nullable String id, String principal) {
    StreamPeer peer = id == null ? null : peers.get(id);
    return peer == null || !peer.principal().equals(principal) ? null : peer;
  }

  private void post(Exchange exchange, String principal) {
    StreamPeer peer = find(sessionId(exchange), principal);
    if (peer == null) {
      Answers.error(
          exchange,
          404,
          Answers.NO_SUCH_SESSION,
          "There is no such session; open the stream again.");
      return;
    }
    exchange.readBody(
        settings.requestBytes(),
        MessageBody.of(
            exchange,
            settings.requestBytes(),
            body -> message(exchange, peer, rights(exchange, principal), body)));
  }

  private Rights rights(Exchange exchange, String principal) {
    return AdmittedExchange.rights(exchange, principal, settings.policy());
  }

  private void message(Exchange exchange, StreamPeer peer, Rights rights, byte[] body) {
    try {
      List<Envelope> messages = Envelope.scanAll(body, false, StreamPeer.MAX_MESSAGES);
      if (messages.isEmpty()) {
        Answers.error(exchange, 400, Answers.PARSE_ERROR, "The body is empty.");
        return;
      }
      if (messages.stream().anyMatch(drain::refuses)) {
        Drain.endSession(exchange, messages.get(0).raw(Member.ID));
        return;
      }
      peer.sendAll(messages, rights, exchange);
    } catch (MalformedMessageException e) {
      Answers.error(exchange, 400, e.reason().code(), e.getMessage());
    }
  }

  void tick(long now) {
    peers.values().forEach(peer -> peer.tick(now, settings.heartbeat().toNanos()));
  }

  /** Ends the streams on which nothing is under way. */
  void endIdle() {
    peers.forEach(
        (id, peer) -> {
          if (peer.isAtRest() && peers.remove(id, peer)) {
            peer.end();
          }
        });
  }

  void close() {
    peers.values().forEach(StreamPeer::end);
    peers.clear();
  }
}

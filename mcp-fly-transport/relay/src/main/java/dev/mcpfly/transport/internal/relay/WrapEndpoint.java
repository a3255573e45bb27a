package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dialect between {@code flyctl mcp proxy} and {@code flyctl mcp wrap}: POST brings messages
 * and is accepted, one GET takes everything back as lines of JSON (with a content type that says
 * otherwise). One client for each principal.
 */
final class WrapEndpoint {
  private final RelaySettings settings;
  private final Children children;
  private final Drain drain;
  private final Map<String, StreamPeer> peers = new ConcurrentHashMap<>();

  WrapEndpoint(RelaySettings settings, Children children, Drain drain) {
    this.drain = drain;
    this.settings = settings;
    this.children = children;
  }

  /**
   * Answers a request.
   *
   * @param strayed whether the client was at another Machine, which is gone
   */
  void handle(Exchange exchange, String principal, boolean strayed) {
    switch (exchange.method()) {
      case "POST" ->
          exchange.readBody(
              settings.requestBytes(),
              MessageBody.of(
                  exchange,
                  settings.requestBytes(),
                  body -> post(exchange, principal, body, strayed)));
      case "GET" -> {
        if (MediaTypes.named(exchange, "text/html")
            && !MediaTypes.named(exchange, "application/json")) {
          Answers.text(exchange, 200, "MCP Server");
        } else if (!MediaTypes.named(exchange, "application/json")
            && !MediaTypes.named(exchange, "text/event-stream")) {
          // There is one stream only: an image on a web page, which accepts anything, must not
          // take it.
          Answers.error(
              exchange,
              406,
              Answers.INVALID_REQUEST,
              "Accept must list application/json or text/event-stream.");
        } else if (drain.isOn() && !peers.containsKey(principal)) {
          drain.turnAway(exchange, null, 0);
        } else {
          peer(principal).listen(exchange, new byte[0], () -> {});
        }
      }
      default ->
          Answers.error(
              exchange,
              405,
              Answers.INVALID_REQUEST,
              "Only POST and GET are served here.",
              "Allow",
              "POST, GET");
    }
  }

  private StreamPeer peer(String principal) {
    return peers.computeIfAbsent(
        principal,
        name ->
            new StreamPeer(
                "wrap " + name, name, children, settings.requestBytes() + (8L << 20), false));
  }

  /** Returns whether the client of a principal has its stream here. */
  boolean hears(String principal) {
    StreamPeer peer = peers.get(principal);
    return peer != null && peer.listens();
  }

  private void post(Exchange exchange, String principal, byte[] body, boolean strayed) {
    try {
      // flyctl probes with an empty body, and may send several messages at once.
      List<Envelope> messages = Envelope.scanAll(body, true, StreamPeer.MAX_MESSAGES);
      if (drain.isOn() && messages.stream().allMatch(WrapEndpoint::begins)) {
        drain.turnAway(exchange, null, body.length);
        return;
      } else if (messages.stream().anyMatch(drain::refuses)) {
        Drain.endSession(exchange, messages.get(0).raw(Member.ID));
        return;
      }
      if (messages.isEmpty()) {
        peer(principal).probed();
        Answers.accepted(exchange);
        return;
      }
      Envelope first = messages.get(0);
      if (first.isMethod("initialize")
          && MediaTypes.named(exchange, "text/event-stream")
          && !isFlyctl(exchange)
          && !peer(principal).isExpected()) {
        // A client of Streamable HTTP: it would wait for an answer that never comes here.
        Answers.error(
            exchange,
            404,
            first.raw(Member.ID),
            Answers.INVALID_REQUEST,
            "MCP is served at "
                + exchange.mount()
                + settings.path()
                + ", not at this path, which is for flyctl mcp proxy: add "
                + settings.path()
                + " to the URL.");
        return;
      }
      if (strayed && !hears(principal) && !first.isMethod("initialize")) {
        Answers.error(
            exchange,
            404,
            first.raw(Member.ID),
            Answers.NO_SUCH_SESSION,
            "The Machine that held this session is gone; initialize again.");
        return;
      }
      peer(principal)
          .sendAll(
              messages, AdmittedExchange.rights(exchange, principal, settings.policy()), exchange);
    } catch (MalformedMessageException e) {
      Answers.error(exchange, 400, e.reason().code(), e.getMessage());
    }
  }

  private static boolean begins(Envelope message) {
    return message.isMethod("initialize");
  }

  /**
   * Returns whether the client is flyctl or this library's proxy, which may post before their
   * stream is open.
   */
  private static boolean isFlyctl(Exchange exchange) {
    String agent = exchange.header("User-Agent");
    return "mcp-bridge-client".equals(agent) || "mcp-fly".equals(agent);
  }

  void tick(long now) {
    peers.forEach(
        (principal, peer) -> {
          peer.tick(now, settings.heartbeat().toNanos());
          if (peer.idleSince(settings.sessionIdle().toNanos(), now)
              && peers.remove(principal, peer)) {
            peer.end();
          }
        });
  }

  /** Ends the streams on which nothing is under way. */
  void endIdle() {
    peers.forEach(
        (principal, peer) -> {
          if (peer.isAtRest() && peers.remove(principal, peer)) {
            peer.end();
          }
        });
  }

  void close() {
    peers.values().forEach(StreamPeer::end);
  }
}

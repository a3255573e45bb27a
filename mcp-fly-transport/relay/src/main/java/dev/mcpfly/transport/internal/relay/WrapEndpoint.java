package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.ArrayList;
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
  private final Map<String, StreamPeer> peers = new ConcurrentHashMap<>();

  WrapEndpoint(RelaySettings settings, Children children) {
    this.settings = settings;
    this.children = children;
  }

  void handle(Exchange exchange, String principal) {
    switch (exchange.method()) {
      case "POST" ->
          exchange.readBody(
              settings.requestBytes(),
              new MessageBody(
                  exchange, settings.requestBytes(), body -> post(exchange, principal, body)));
      case "GET" -> {
        if (MediaTypes.named(exchange, "text/html")
            && !MediaTypes.named(exchange, "application/json")) {
          Answers.text(exchange, 200, "MCP Server");
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
        name -> new StreamPeer(name, children, settings.requestBytes() + (8L << 20), false));
  }

  private void post(Exchange exchange, String principal, byte[] body) {
    List<byte[]> messages = new ArrayList<>();
    try {
      // flyctl probes with an empty body, and may send several messages at once.
      int at = 0;
      while ((at = skipSpace(body, at)) < body.length) {
        Envelope message = Envelope.scanFirst(body, at, body.length);
        messages.add(message.toBytes());
        at = message.to();
      }
      if (messages.isEmpty()) {
        Answers.accepted(exchange);
        return;
      }
      Tally tally = new Tally(exchange, messages.size());
      for (byte[] message : messages) {
        peer(principal).send(message, tally::count);
      }
    } catch (MalformedMessageException e) {
      Answers.error(exchange, 400, e.reason().code(), e.getMessage());
    }
  }

  private static int skipSpace(byte[] body, int from) {
    int at = from;
    while (at < body.length
        && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
      at++;
    }
    return at;
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

  void close() {
    peers.values().forEach(StreamPeer::end);
  }
}

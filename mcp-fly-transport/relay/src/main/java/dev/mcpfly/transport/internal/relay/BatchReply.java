package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.List;

/**
 * The answers to the requests of an array of messages, which the revision 2025-03-26 allows: a
 * stream that ends after the last of them. Guarded by the session's lock.
 */
final class BatchReply implements Reply {
  private final Session session;
  private final SseStream stream;
  private int left;

  private BatchReply(Session session, SseStream stream, int left) {
    this.session = session;
    this.stream = stream;
    this.left = left;
  }

  /**
   * Passes the messages on.
   *
   * @throws MalformedMessageException if one of them is no message
   */
  static void send(Exchange exchange, Session session, Rights rights, Envelope batch)
      throws MalformedMessageException {
    List<Envelope> messages = batch.elements(StreamPeer.MAX_MESSAGES);
    int requests = (int) messages.stream().filter(each -> each.kind() == Kind.REQUEST).count();
    if (requests == 0) {
      messages.forEach(session::send);
      Answers.accepted(exchange);
      return;
    }
    BatchReply reply;
    synchronized (session) {
      Exchange.ResponseStream sink = exchange.stream(200, Sse.HEADERS);
      SseStream stream = session.newStream(sink);
      reply = new BatchReply(session, stream, requests);
      exchange.onDisconnect(
          () -> {
            synchronized (session) {
              stream.remove(sink);
            }
          });
    }
    for (Envelope message : messages) {
      if (message.kind() != Kind.REQUEST) {
        session.send(message);
        continue;
      }
      Link.Sent sent = session.link().request(session, rights, message, reply);
      if (sent != Link.Sent.YES) {
        reply.failed(
            Json.error(
                message.raw(Member.ID),
                Answers.SERVER_ERROR,
                sent == Link.Sent.LIMITED
                    ? Answers.TOO_MANY_CALLS
                    : "The server accepts no requests now."));
      }
    }
  }

  @Override
  public boolean related(byte[] message) {
    synchronized (session) {
      stream.send(message);
      return true;
    }
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    failed(message);
  }

  @Override
  public void failed(byte[] message) {
    synchronized (session) {
      stream.send(message);
    }
    cancelled();
  }

  @Override
  public void cancelled() {
    synchronized (session) {
      if (--left == 0) {
        stream.finish();
      }
    }
  }
}

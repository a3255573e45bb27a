package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;

/** The answer to the handshake: the session exists for others once the child has agreed. */
final class InitializeReply extends PostReply {
  private final Sessions sessions;
  private final Session session;
  private final Children children;

  InitializeReply(
      Sessions sessions, Session session, Exchange exchange, Envelope request, Children children) {
    super(session, exchange, request, Sessions.HEADER, session.id());
    this.sessions = sessions;
    this.session = session;
    this.children = children;
  }

  @Override
  public boolean related(byte[] message) {
    // Until the client knows its session it could not come back for what it missed.
    return false;
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    children.worked(session.link());
    String version = envelope.text(Member.RESULT_PROTOCOL_VERSION);
    // A client that has left does not know the session: nobody would ever end it.
    if (isGone() || !envelope.has(Member.RESULT)) {
      answer(message, 200);
      session.end();
      return;
    }
    session.agreed(version == null ? "" : version);
    sessions.open(session);
    super.response(message, envelope);
  }

  @Override
  public void failed(byte[] message) {
    answer(message, 502);
    session.end();
  }

  @Override
  void tick(long now, long heartbeat, long streamAfter) {
    // One JSON answer, however long the server takes to start.
  }
}

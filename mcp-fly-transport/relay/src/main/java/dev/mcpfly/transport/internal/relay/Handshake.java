package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one handshake of a shared child: the first client's {@code initialize} is passed on, and the
 * child's answer is every client's.
 */
final class Handshake {
  private final Link link;
  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable String rawResult;
  private boolean asked;
  private boolean initialized;

  private record Waiting(String rawId, Reply reply) {}

  Handshake(Link link) {
    this.link = link;
  }

  Link.Sent initialize(Peer peer, Envelope request, Reply reply) {
    String rawId = String.valueOf(request.raw(Member.ID));
    String known;
    synchronized (this) {
      known = rawResult;
      if (known == null) {
        if (asked) {
          waiting.add(new Waiting(rawId, reply));
          return Link.Sent.YES;
        }
        asked = true;
      }
    }
    if (known != null) {
      answer(reply, rawId, known);
      return Link.Sent.YES;
    }
    Link.Sent sent = link.call(peer, null, null, request, new First(reply));
    if (sent != Link.Sent.YES) {
      end(null).forEach(each -> fail(each, "The server behind this relay does not answer."));
    }
    return sent;
  }

  /** Returns whether nobody said before that the handshake is complete. */
  synchronized boolean firstInitialized() {
    boolean first = !initialized;
    initialized = true;
    return first;
  }

  private synchronized List<Waiting> end(@Nullable String result) {
    rawResult = result;
    asked = false;
    List<Waiting> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  private static void answer(Reply reply, String rawId, String rawResult) {
    byte[] message = Json.result(rawId, rawResult);
    try {
      reply.response(message, Envelope.scan(message.clone()));
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fail(Waiting waiting, String why) {
    waiting.reply.failed(Json.error(waiting.rawId, Link.INTERNAL_ERROR, why));
  }

  /** The client whose handshake it is. */
  private final class First implements Reply {
    private final Reply reply;

    First(Reply reply) {
      this.reply = reply;
    }

    @Override
    public boolean related(byte[] message) {
      return reply.related(message);
    }

    @Override
    public void response(byte[] message, Envelope envelope) {
      String result = envelope.raw(Member.RESULT);
      reply.response(message, envelope);
      for (Waiting each : end(result)) {
        if (result != null) {
          answer(each.reply, each.rawId, result);
        } else {
          fail(each, "The server refused to be initialized.");
        }
      }
    }

    @Override
    public void failed(byte[] message) {
      reply.failed(message);
      end(null).forEach(each -> fail(each, "The server ended while it was initialized."));
    }

    @Override
    public void cancelled() {
      reply.cancelled();
    }
  }
}

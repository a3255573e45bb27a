package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that was posted in a session: one JSON body if the answer is the first
 * thing that the child says, a stream of events otherwise, or if the answer takes long. Guarded by
 * the session's lock.
 */
class PostReply implements Reply {
  private final Session session;
  private final String[] headers;
  private final @Nullable Envelope request;
  private final long startedAt = System.nanoTime();
  private Exchange exchange;
  private @Nullable SseStream stream;
  private byte @Nullable [] unclaimed;
  private boolean gone;
  private boolean done;

  PostReply(Session session, Exchange exchange, Envelope request, String... headers) {
    this.session = session;
    this.exchange = exchange;
    this.request = Unclaimed.keeps(request) ? request : null;
    this.headers = headers;
  }

  /** Must be called before the request goes to the child. */
  void begin() {
    session.add(this);
    watch(exchange);
  }

  private void watch(Exchange watched) {
    watched.onDisconnect(new Departure(watched));
  }

  /** What happens when the client goes away before it got anything. */
  private final class Departure implements Runnable {
    private final Exchange watched;

    Departure(Exchange watched) {
      this.watched = watched;
    }

    @Override
    public void run() {
      synchronized (session) {
        if (watched != exchange || stream != null || done) {
          return;
        }
        gone = true;
        session.unclaimed().add(PostReply.this);
      }
    }
  }

  /** Returns the request as it came, or null if it is too long to be kept. */
  @Nullable Envelope request() {
    return request;
  }

  /** Returns how many bytes are kept for a client that may come back. */
  int kept() {
    byte[] answer = unclaimed;
    return answer == null ? 0 : answer.length;
  }

  /** Returns whether the client went away before it got anything. */
  final boolean isGone() {
    synchronized (session) {
      return gone;
    }
  }

  /** Returns whether the client still waits on a connection; only under the session's lock. */
  boolean isHeard() {
    SseStream open = stream;
    return open == null ? !gone : open.listens();
  }

  /** Goes on with a client that has sent its request again; only under the session's lock. */
  void moveTo(Exchange later) {
    byte[] answer = unclaimed;
    if (!done) {
      // Nobody reads this, but it lets the connection go.
      Answers.error(
          exchange, 409, Answers.INVALID_REQUEST, "The request came again on another connection.");
    }
    exchange = later;
    gone = false;
    if (answer != null) {
      Answers.json(later, 200, answer, headers);
    } else {
      watch(later);
    }
  }

  @Override
  public boolean related(byte[] message) {
    synchronized (session) {
      if (done || (stream == null && gone)) {
        return false;
      }
      open().send(message);
      return true;
    }
  }

  private SseStream open() {
    SseStream open = stream;
    if (open == null) {
      ResponseStream sink = exchange.stream(200, Answers.with(Sse.HEADERS, headers));
      open = session.newStream(sink);
      stream = open;
      SseStream opened = open;
      exchange.onDisconnect(
          () -> {
            synchronized (session) {
              opened.remove(sink);
            }
          });
    }
    return open;
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    answer(message, 200, headers);
  }

  @Override
  public void failed(byte[] message) {
    answer(message, 200, headers);
  }

  final void answer(byte[] message, int status, String... answerHeaders) {
    Exchange waiting = null;
    synchronized (session) {
      if (done) {
        return;
      }
      done = true;
      SseStream open = stream;
      if (open != null) {
        open.send(message);
        open.finish();
      } else {
        if (gone && session.unclaimed().makeRoom(this, message.length)) {
          unclaimed = message;
        }
        waiting = exchange;
      }
      session.remove(this);
    }
    if (waiting != null) {
      // Even if it has gone: a client that has only closed its half still reads. Without the lock,
      // which the next request of this session wants; nobody else answers what is done.
      Answers.json(waiting, status, message, answerHeaders);
    }
  }

  /** Returns whether the client went away and did not come back for the answer. */
  @Override
  public boolean isAbandoned() {
    synchronized (session) {
      return gone && session.unclaimed().isAbandoned(this);
    }
  }

  @Override
  public void cancelled() {
    synchronized (session) {
      if (done) {
        return;
      }
      done = true;
      session.unclaimed().remove(this);
      SseStream open = stream;
      if (open != null) {
        open.finish();
      } else {
        // A stream without events: an id would invite the client to come back for more.
        exchange.stream(200, Answers.with(Sse.HEADERS, headers)).close();
      }
    }
    session.remove(this);
  }

  /** Opens the stream of an answer that takes long, and keeps it alive. */
  void tick(long now, long heartbeat, long streamAfter) {
    synchronized (session) {
      SseStream open = stream;
      if (done) {
        return;
      }
      if (open != null) {
        open.heartbeat(now, heartbeat);
      } else if (!gone && now - startedAt > streamAfter) {
        open();
      }
    }
  }
}

package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.events.ObservedSession;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client whose messages come by POST and whose answers all go to one stream: that of flyctl's
 * dialect, or of HTTP+SSE. Messages of the child wait while the stream is not open.
 *
 * <p>Such a client cannot be told that its child has ended: calls in flight get errors, and the
 * next child is initialized as the client did it before. A new {@code initialize} is a new client,
 * which gets a new child and nothing of the old one's.
 */
final class StreamPeer implements Peer {
  private static final long PROBE_NANOS = 60_000_000_000L;

  // A space belongs to no line and is skipped by every reader of JSON.
  private static final byte[] SPACE = {' '};
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private final ObservedSession observed;
  private final String principal;
  private final Children children;
  private final long maxQueued;
  private final boolean events;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long queued;
  private @Nullable ResponseStream sink;
  private @Nullable Link link;
  private boolean acquiring;
  private @Nullable Envelope initialize;
  private long writtenAt = System.nanoTime();
  private long usedAt = System.nanoTime();
  private boolean ended;
  private volatile boolean probed;
  private volatile long probedAt;

  /** A message that waits for a child to be started. */
  private static final class Waiting {
    final Envelope message;
    final Rights rights;
    final Consumer<Link.Sent> done;

    Waiting(Envelope message, Rights rights, Consumer<Link.Sent> done) {
      this.message = message;
      this.rights = rights;
      this.done = done;
    }
  }

  /**
   * Creates a client without a child.
   *
   * @param id what the client is known by
   * @param events whether the stream is made of events, not of lines
   */
  StreamPeer(String id, String principal, Children children, long maxQueued, boolean events) {
    this.observed = new ObservedSession(id, principal, events ? "sse" : "fly-wrap");
    this.events = events;
    this.principal = principal;
    this.children = children;
    this.maxQueued = maxQueued;
    observed.opened(children.guard().observer(), "");
  }

  @Override
  public String label() {
    return observed.label();
  }

  // ---- client to child ----

  /** Sends the messages of one POST, and answers the POST. */
  void sendAll(List<Envelope> messages, Rights rights, Exchange exchange) {
    Tally tally = new Tally(exchange, messages, () -> children.guard().retryAfter(rights));
    for (Envelope message : messages) {
      send(
          message,
          rights,
          sent -> {
            if (sent == Link.Sent.LIMITED && messages.size() > 1) {
              // The others were taken, so that the POST must not come again.
              offer(
                  Json.error(message.raw(Member.ID), Answers.SERVER_ERROR, Answers.TOO_MANY_CALLS));
              tally.count(Link.Sent.YES);
            } else {
              tally.count(sent);
            }
          });
    }
  }

  /** Records that the client has probed the relay. */
  void probed() {
    probedAt = System.nanoTime();
    probed = true;
  }

  /**
   * Returns whether the client holds the stream open, or has shown lately that it knows this
   * dialect.
   */
  boolean isExpected() {
    return listens() || (probed && System.nanoTime() - probedAt < PROBE_NANOS);
  }

  /** The most messages that one POST may bring. */
  static final int MAX_MESSAGES = 1_000;

  /**
   * Passes one message on; reports the outcome later, from any thread.
   *
   * @param envelope a message that is not an array of messages
   * @param rights what its sender may do
   */
  void send(Envelope envelope, Rights rights, Consumer<Link.Sent> done) {
    Link now;
    synchronized (this) {
      usedAt = System.nanoTime();
      if (queued > maxQueued) {
        done.accept(Link.Sent.FULL);
        return;
      }
      if (envelope.kind() == Kind.REQUEST && envelope.isMethod("initialize")) {
        if (initialize != null) {
          renew();
        }
        initialize = envelope;
      }
      now = link;
      if (now == null) {
        waiting.add(new Waiting(envelope, rights, done));
        if (acquiring) {
          return;
        }
        acquiring = true;
      }
    }
    if (now != null) {
      done.accept(pass(now, envelope, rights));
    } else {
      acquire();
    }
  }

  /** Replaces the client's child, because another client has taken over. */
  private void renew() {
    Link old = link;
    link = null;
    if (old != null) {
      old.detach(this);
      children.release(old);
    }
    // Also what detaching made of calls in flight was for the other client.
    forgetQueue();
  }

  private void forgetQueue() {
    queue.clear();
    HeapBudget.messages().release(queued);
    queued = 0;
  }

  private Link.Sent pass(Link to, Envelope message, Rights rights) {
    if (message.kind() == Kind.REQUEST) {
      return to.request(
          this, rights, message, new LineReply(String.valueOf(message.raw(Member.ID))));
    }
    if (message.kind() == Kind.RESPONSE) {
      return to.response(this, message);
    }
    if (message.isMethod("notifications/cancelled")) {
      return to.cancel(this, message);
    }
    return to.notification(this, principal, message);
  }

  private void acquire() {
    children.acquire(
        principal,
        new Children.Waiter() {
          @Override
          public void ready(Link ready) {
            started(ready);
          }

          @Override
          public void refused(String why, int retryAfterSeconds) {
            Waiting[] all;
            synchronized (StreamPeer.this) {
              acquiring = false;
              all = waiting.toArray(new Waiting[0]);
              waiting.clear();
            }
            Arrays.asList(all).forEach(each -> each.done.accept(Link.Sent.DEAD));
          }
        });
  }

  private void started(Link ready) {
    ready.attach(this);
    Envelope handshake = initialize;
    Waiting first = waiting.peek();
    if (handshake != null && first != null && first.message != handshake) {
      // The child is a new one, the client is not: do what it did.
      ready.request(this, handshake, new Repeated(ready));
      return;
    }
    passWaiting(ready);
  }

  private void passWaiting(Link ready) {
    while (true) {
      Waiting next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          acquiring = false;
          link = ready.isDead() ? null : ready;
          return;
        }
      }
      next.done.accept(pass(ready, next.message, next.rights));
    }
  }

  /** The repeated handshake with a new child; the client does not see it. */
  private final class Repeated implements Reply {
    private final Link ready;

    Repeated(Link ready) {
      this.ready = ready;
    }

    @Override
    public boolean related(byte[] message) {
      return false;
    }

    @Override
    public void response(byte[] message, Envelope envelope) {
      ready.notification(StreamPeer.this, principal, Modern.parse(INITIALIZED));
      passWaiting(ready);
    }

    @Override
    public void failed(byte[] message) {
      passWaiting(ready);
    }

    @Override
    public void cancelled() {}
  }

  // ---- child to client ----

  /** Sends an answer to the one stream. */
  private final class LineReply implements Reply {
    private final String rawId;

    LineReply(String rawId) {
      this.rawId = rawId;
    }

    @Override
    public boolean related(byte[] message) {
      return false;
    }

    @Override
    public void response(byte[] message, Envelope envelope) {
      Link now = link;
      if (now != null) {
        children.worked(now);
      }
      if (!offer(message)) {
        failed(
            Json.error(
                rawId, Link.INTERNAL_ERROR, "The answer was too long to wait for its client."));
      }
    }

    @Override
    public void failed(byte[] message) {
      offer(message);
    }

    @Override
    public void cancelled() {}
  }

  @Override
  public String principal() {
    return principal;
  }

  private byte[] frame(byte[] message) {
    if (events) {
      return Sse.message(null, message);
    }
    byte[] line = Arrays.copyOf(message, message.length + 1);
    line[message.length] = '\n';
    return line;
  }

  private byte[] heartbeat() {
    return events ? Sse.HEARTBEAT : SPACE;
  }

  @Override
  public void unrelated(byte[] message) {
    // What nobody fetches is dropped when there is too much of it.
    offer(message);
  }

  /** Sends a message or queues it; returns false if there is no room for it. */
  private synchronized boolean offer(byte[] message) {
    if (ended) {
      return true;
    }
    byte[] line = frame(message);
    ResponseStream to = sink;
    if (to != null && queue.isEmpty()) {
      writtenAt = System.nanoTime();
      if (to.write(line)) {
        return true;
      }
      sink = null;
    }
    if ((queued > 0 && queued + line.length > maxQueued)
        || !HeapBudget.messages().reserve(line.length)) {
      return false;
    }
    queue.add(line);
    queued += line.length;
    return true;
  }

  @Override
  public boolean takesRequest(String method) {
    return true;
  }

  @Override
  public synchronized boolean listens() {
    return sink != null;
  }

  @Override
  public synchronized void linkDied(ChildExit exit) {
    link = null;
  }

  /**
   * Opens the one stream, or refuses if there is one.
   *
   * @param greeting what is sent first
   * @param onGone what to do when the client has left the stream
   */
  void listen(Exchange exchange, byte[] greeting, Runnable onGone) {
    ResponseStream opened;
    synchronized (this) {
      ResponseStream old = sink;
      if (old != null && old.write(heartbeat())) {
        Answers.error(
            exchange,
            409,
            Answers.SERVER_ERROR,
            "Another client is already connected",
            "Retry-After",
            "1");
        return;
      }
      opened = exchange.stream(200, Sse.HEADERS);
      opened.write(greeting);
      sink = opened;
      usedAt = System.nanoTime();
      writtenAt = usedAt;
      byte[] line;
      while ((line = queue.peek()) != null) {
        if (!opened.write(line)) {
          sink = null;
          break;
        }
        queue.remove();
        queued -= line.length;
        HeapBudget.messages().release(line.length);
      }
    }
    exchange.onDisconnect(
        () -> {
          synchronized (this) {
            if (sink == opened) {
              sink = null;
              usedAt = System.nanoTime();
            }
          }
          onGone.run();
        });
  }

  synchronized void tick(long now, long heartbeat) {
    ResponseStream to = sink;
    if (to != null && now - writtenAt >= heartbeat) {
      writtenAt = now;
      if (!to.write(heartbeat())) {
        sink = null;
      }
    }
  }

  @Override
  public synchronized long idleNanos(long now) {
    Link used = link;
    return sink != null || used == null || used.busy() ? -1 : Math.max(0, now - usedAt);
  }

  @Override
  public synchronized void evicted() {
    // The next message starts another child, which is initialized as this one was.
    link = null;
  }

  synchronized boolean idleSince(long nanos, long now) {
    return sink == null && now - usedAt > nanos;
  }

  /** Returns whether nothing of the client is under way. */
  synchronized boolean isAtRest() {
    Link used = link;
    return !acquiring && (used == null || !used.busy(this));
  }

  /** Ends the client's child and stream. */
  void end() {
    ResponseStream to;
    Link old;
    synchronized (this) {
      to = sink;
      old = link;
      sink = null;
      link = null;
    }
    if (old != null) {
      old.detach(this);
      children.release(old);
    }
    synchronized (this) {
      ended = true;
      forgetQueue();
    }
    if (to != null) {
      if (events) {
        to.write(Sse.RETRY_SOON);
      }
      to.close();
    }
    observed.ended(children.guard().observer());
  }
}

package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.events.ObservedSession;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A session of Streamable HTTP: one client, its answers in flight, and its streams.
 *
 * <p>Stream 0 is the one that GET opens; the others belong to a POST each. Thread-safe; nothing
 * here blocks.
 */
final class Session implements Peer {
  private static final int MAX_GETS = 4;
  private static final int MAX_STREAMS = 1000;
  private static final long CUT_OFF_NANOS = 30_000_000_000L;

  private final String id;
  private final String principal;
  private final Link link;
  private final Consumer<Session> onEnd;
  private final Metrics metrics;
  private final ObservedSession observed;
  private final EventLog log;
  private final SseStream general;
  private final Unclaimed unclaimed;
  private final Map<Integer, SseStream> streams = new HashMap<>();
  private final Set<PostReply> replies = new HashSet<>();
  private int lastStream;
  private boolean ended;
  private volatile String version = "";
  private volatile boolean restored;
  private volatile long usedAt = System.nanoTime();

  Session(
      String id,
      String principal,
      Link link,
      RelaySettings settings,
      Metrics metrics,
      LongSupplier clock,
      Consumer<Session> onEnd) {
    this.id = id;
    this.principal = principal;
    this.link = link;
    this.metrics = metrics;
    this.observed = new ObservedSession(id, principal, "streamable-http");
    this.onEnd = onEnd;
    this.log = new EventLog(settings.keptEvents(), settings.keptBytes());
    this.general = new SseStream(0, log);
    this.unclaimed = new Unclaimed(settings.keptBytes(), clock);
  }

  String id() {
    return id;
  }

  @Override
  public String principal() {
    return principal;
  }

  @Override
  public String label() {
    return observed.label();
  }

  ObservedSession observed() {
    return observed;
  }

  Link link() {
    return link;
  }

  /** Returns the version that client and child have agreed on, or empty before. */
  String version() {
    return version;
  }

  void agreed(String newVersion) {
    version = newVersion;
  }

  /** Returns whether the session is one that was lost and opened again. */
  boolean isRestored() {
    return restored;
  }

  void restored() {
    restored = true;
  }

  void touch() {
    usedAt = System.nanoTime();
  }

  synchronized boolean idleSince(long nanos, long now) {
    // A call that its client has left may hang for ever, and its session must not.
    return now - usedAt > nanos
        && !general.listens()
        && replies.stream().noneMatch(PostReply::isHeard);
  }

  @Override
  public synchronized long idleNanos(long now) {
    long idle = now - usedAt;
    boolean used =
        general.listens()
            || replies.stream().anyMatch(PostReply::isHeard)
            // A client that was cut off comes back soon, or not at all.
            || (!replies.isEmpty() && idle < CUT_OFF_NANOS);
    return used ? -1 : Math.max(0, idle);
  }

  @Override
  public void evicted() {
    end();
  }

  // ---- what the child says ----

  @Override
  public synchronized void unrelated(byte[] message) {
    if (ended) {
      return;
    }
    for (EventLog.Event event : general.send(message)) {
      if (general.missed(event)) {
        metrics.dropped.increment();
      }
    }
  }

  @Override
  public boolean takesRequest(String method) {
    return true;
  }

  @Override
  public synchronized boolean listens() {
    return general.listens();
  }

  @Override
  public void linkDied(ChildExit exit) {
    end();
  }

  // ---- streams ----

  /** Opens the general stream on a connection. */
  void listen(Exchange exchange, String... headers) {
    ResponseStream sink;
    synchronized (this) {
      if (ended) {
        Answers.error(exchange, 404, Answers.NO_SUCH_SESSION, "The session has ended.");
        return;
      }
      sink = exchange.stream(200, headers);
      general.open(sink, primes());
      ResponseStream surplus = general.surplus(MAX_GETS);
      if (surplus != null) {
        surplus.close();
      }
    }
    exchange.onDisconnect(() -> gone(general, sink));
  }

  /** Goes on with a stream after the event that the client names; false if there is none such. */
  boolean resume(Exchange exchange, String lastEvent, String... headers) {
    int dash = lastEvent.indexOf('-');
    SseStream stream;
    long after;
    ResponseStream sink;
    try {
      synchronized (this) {
        int number = Integer.parseInt(lastEvent.substring(0, Math.max(dash, 0)));
        after = Long.parseLong(lastEvent.substring(dash + 1));
        stream = number == 0 ? general : streams.get(number);
        if (stream == null || ended) {
          return false;
        }
        sink = exchange.stream(200, headers);
        stream.resume(sink, after, primes());
      }
    } catch (NumberFormatException e) {
      return false;
    }
    exchange.onDisconnect(() -> gone(stream, sink));
    return true;
  }

  private synchronized void gone(SseStream stream, ResponseStream sink) {
    stream.remove(sink);
    touch();
  }

  /** Opens a stream for one POST; only under this session's lock. */
  SseStream newStream(ResponseStream sink) {
    SseStream stream = new SseStream(++lastStream, log);
    streams.put(stream.number(), stream);
    // Ended streams are kept for those who come back, but not for ever.
    streams.remove(lastStream - MAX_STREAMS);
    stream.open(sink, primes());
    return stream;
  }

  /** Returns whether clients of this version expect an event without data. */
  private boolean primes() {
    return version.compareTo("2025-11-25") >= 0;
  }

  synchronized void add(PostReply reply) {
    replies.add(reply);
  }

  synchronized void remove(PostReply reply) {
    replies.remove(reply);
    touch();
  }

  /** Returns the replies whose clients were cut off; requires this session's lock. */
  Unclaimed unclaimed() {
    return unclaimed;
  }

  /** Gives a request that comes again the answer to the first; false if it never came. */
  synchronized boolean reclaim(Exchange exchange, Envelope request) {
    PostReply reply = unclaimed.take(request);
    if (reply != null) {
      reply.moveTo(exchange);
    }
    return reply != null;
  }

  synchronized void tick(long now, long heartbeat, long streamAfter) {
    general.heartbeat(now, heartbeat);
    for (PostReply reply : replies.toArray(new PostReply[0])) {
      reply.tick(now, heartbeat, streamAfter);
    }
  }

  // ---- messages from the client ----

  Link.Sent send(Envelope message) {
    touch();
    if (message.kind() == Envelope.Kind.RESPONSE) {
      return link.response(this, message);
    }
    if (message.isMethod("notifications/cancelled") && message.has(Member.REQUEST_ID)) {
      return link.cancel(this, message);
    }
    return link.notification(this, principal, message);
  }

  /**
   * Ends the session while the relay ends, if no call is in flight: clients begin anew elsewhere.
   */
  void endIfIdle() {
    synchronized (this) {
      if (!replies.isEmpty() || link.busy(this)) {
        return;
      }
      general.callBack();
    }
    end();
  }

  /** Ends the session; whoever is still connected is told by the end of the stream. */
  void end() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    onEnd.accept(this);
    synchronized (this) {
      general.finish();
      streams.values().forEach(SseStream::finish);
      log.close();
      unclaimed.clear();
    }
  }

  /** Returns enough of the id to tell sessions apart in a log, but too little to use one. */
  @Override
  public String toString() {
    return "session " + id.substring(0, 6);
  }
}

package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import dev.mcpfly.transport.internal.remote.SessionUpstream.Session;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The GET streams of a session: the server's own one, and those that go on with a broken reply. */
final class ServerEvents implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final int MAX_RESUMES_IN_VAIN = 5;

  /** A stream that held for so long was a good one: the next attempt comes soon. */
  private static final Duration STEADY = Duration.ofSeconds(5);

  private final HttpLink link;
  private final ClientSide client;
  private final Consumer<Session> lost;
  private @Nullable Stream stream;
  private volatile boolean closed;

  ServerEvents(HttpLink link, ClientSide client, Consumer<Session> lost) {
    this.link = link;
    this.client = client;
    this.lost = lost;
  }

  /** Opens the stream for what the server says unasked, in place of an earlier one. */
  synchronized void open(Session session) {
    Stream old = stream;
    if (old != null) {
      old.stop();
    }
    if (!closed) {
      Stream fresh =
          new Stream(session, new EventReader(link.settings().maxMessageBytes, client::deliver));
      stream = fresh;
      fresh.connect();
    }
  }

  /** Returns whether the server's own stream is there. */
  synchronized boolean isOpen() {
    Stream now = stream;
    return now != null && now.connected;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Stream old = stream;
    if (old != null) {
      old.stop();
    }
  }

  private HttpRequest get(Session session, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        link.request(link.uri()).GET().header("Accept", "text/event-stream");
    session.headers(request);
    if (lastEventId != null) {
      request.setHeader("Last-Event-ID", lastEventId);
    }
    return request.build();
  }

  /** Goes on with the stream of a call that broke or was closed before the response. */
  void resume(Call call, EventReader reader, Session session) {
    resume(call, reader, session, new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)), 0);
  }

  private void resume(Call call, EventReader reader, Session session, Backoff backoff, int inVain) {
    Duration wished = reader.retry();
    Threads.after(
        wished == null ? backoff.next() : wished,
        () -> {
          if (!call.isPending() || link.isClosed()) {
            return;
          }
          Later.whenDone(
              Delivery.send(
                  link,
                  () -> get(session, reader.lastEventId()),
                  true,
                  info -> reader.accepts(info) ? reader : null,
                  call::exchange),
              (reply, failure) -> resumed(call, reader, session, backoff, inVain, reply));
        });
  }

  private void resumed(
      Call call,
      EventReader reader,
      Session session,
      Backoff backoff,
      int inVain,
      @Nullable Reply reply) {
    if (!call.isPending() || link.isClosed()) {
      return;
    }
    boolean stream = reply == null || (reply.ok() && reply.streamed());
    int failures = reader.heard() ? 0 : inVain + 1;
    if (stream && failures < MAX_RESUMES_IN_VAIN) {
      resume(call, reader, session, backoff, failures);
    } else {
      client.fail(
          call,
          new RemoteException(
              "The stream with the response broke and could not be resumed"
                  + (reply == null || reply.ok() ? "" : " (HTTP " + reply.status() + ")")
                  + ": the MCP server may have done what was asked."));
    }
  }

  /** The server's own stream, over all its connections. */
  private final class Stream {
    private final Session session;
    private final EventReader reader;
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private volatile boolean stopped;
    private volatile boolean connected;
    private volatile long connectedAt;
    private volatile @Nullable Exchange exchange;

    Stream(Session session, EventReader reader) {
      this.session = session;
      this.reader = reader;
    }

    void connect() {
      if (stopped || link.isClosed()) {
        return;
      }
      Exchange next =
          link.send(
              get(session, reader.lastEventId()),
              info -> {
                connected = reader.accepts(info);
                connectedAt = System.nanoTime();
                return connected ? reader : null;
              });
      exchange = next;
      if (stopped) {
        next.close();
      }
      Later.whenDone(next.reply(), (reply, failure) -> ended(reply));
    }

    private void ended(@Nullable Reply reply) {
      boolean was = connected;
      connected = false;
      if (stopped || link.isClosed()) {
        return;
      }
      if (reply != null && !reply.streamed()) {
        int status = reply.status();
        if (status == 404 && session.id() != null) {
          lost.accept(session);
          return;
        }
        if (status != 409 && status != 429 && status < 500) {
          // 405: the server has nothing to say unasked. Others will not change by asking again.
          LOG.log(
              System.Logger.Level.DEBUG,
              "{0} offers no stream (HTTP {1})",
              link.uri().getHost(),
              String.valueOf(status));
          return;
        }
      }
      if (was && System.nanoTime() - connectedAt > STEADY.toNanos()) {
        backoff.reset();
      }
      Duration wished = reader.retry();
      Threads.after(wished == null ? backoff.next() : wished, this::connect);
    }

    void stop() {
      stopped = true;
      Exchange open = exchange;
      if (open != null) {
        open.close();
      }
    }
  }
}

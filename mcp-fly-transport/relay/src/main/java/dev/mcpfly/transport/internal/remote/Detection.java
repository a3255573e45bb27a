package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.remote.RemoteSettings.Dialect;
import java.io.IOException;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out with the first request what a server speaks.
 *
 * <p>At {@code /}, where {@code flyctl mcp wrap} serves, the GET goes first: that server drops what
 * its child says while nobody listens. Elsewhere the request itself is the question.
 */
final class Detection {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  private final HttpLink link;
  private final Calls calls;
  private final ClientSide client;

  /** Whether it is known what the server speaks, though the first request may still run. */
  private volatile boolean decided;

  Detection(HttpLink link, Calls calls, ClientSide client) {
    this.link = link;
    this.calls = calls;
    this.client = client;
  }

  /**
   * Sends the first request.
   *
   * @return completes with what the server speaks, or with null if the request failed before that
   *     was clear
   */
  CompletableFuture<@Nullable Upstream> detect(Call first) {
    Dialect dialect = link.settings().dialect;
    if (dialect == Dialect.FLY_WRAP) {
      return settled(new WrapUpstream(link, calls, client), first);
    }
    if (dialect == Dialect.LEGACY_SSE) {
      return settled(new SseUpstream(link, calls, client), first);
    }
    if (dialect == Dialect.STREAMABLE_HTTP) {
      return ask(first, null, null);
    }
    String path = link.uri().getPath();
    if (path == null || path.isEmpty() || path.equals("/")) {
      CompletableFuture<@Nullable Upstream> found = new CompletableFuture<>();
      Threads.POOL.execute(() -> Later.copy(listenFirst(first), found));
      return found;
    }
    return ask(first, null, null);
  }

  private static CompletableFuture<@Nullable Upstream> settled(Upstream upstream, Call first) {
    return upstream
        .request(first)
        .toCompletableFuture()
        .<@Nullable Upstream>thenApply(sent -> upstream);
  }

  /** Opens the GET that a wrap server wants to see first, then asks. */
  private CompletableFuture<@Nullable Upstream> listenFirst(Call first) {
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    long started = System.nanoTime();
    while (true) {
      RawStream raw = new RawStream(link.settings().maxMessageBytes);
      Exchange stream;
      try {
        stream =
            link.send(
                WrapUpstream.openStream(link),
                info -> StreamedUpstream.isStream(info) ? raw : null);
      } catch (RuntimeException e) {
        client.fail(first, e);
        return CompletableFuture.completedFuture(null);
      }
      Duration left = link.settings().wakeTimeout.minusNanos(System.nanoTime() - started);
      Throwable failure = null;
      int status = 0;
      Reply reply = null;
      try {
        ResponseInfo info =
            stream.head().get(WrapUpstream.HEADERS.toMillis(), TimeUnit.MILLISECONDS);
        status = info.statusCode();
        if (StreamedUpstream.isStream(info)) {
          return ask(first, stream, raw);
        }
        reply = stream.reply().get(WrapUpstream.HEADERS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Awake or not, it has the request now, and some servers send no headers before a message.
        return ask(first, stream, raw);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = e;
      } catch (ExecutionException e) {
        failure = Failures.root(e);
      }
      boolean retry =
          failure == null
              ? status == 409 || status == 429 || status == 502 || status == 503 || status == 504
              : !Failures.isFinal(failure) && !Thread.currentThread().isInterrupted();
      Duration pause = backoff.next();
      if (!retry || left.compareTo(pause) < 0 || link.isClosed()) {
        if (failure != null) {
          client.fail(first, failure);
          return CompletableFuture.completedFuture(null);
        }
        if (retry || status == 401 || status == 403) {
          client.fail(
              first,
              reply == null
                  ? new RemoteException("The MCP server answered HTTP " + status, status, null)
                  : new RemoteException(HttpErrors.describe(reply), status, null));
          stream.close();
          return CompletableFuture.completedFuture(null);
        }
        stream.close();
        return ask(first, null, null);
      }
      stream.close();
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Posts the request and goes by the reply. */
  private CompletableFuture<@Nullable Upstream> ask(
      Call first, @Nullable Exchange stream, @Nullable RawStream raw) {
    CompletableFuture<@Nullable Upstream> found = new CompletableFuture<>();
    boolean modern = ModernUpstream.isModern(first.request());
    SessionUpstream session = new SessionUpstream(link, calls, client);
    ModernUpstream stateless = new ModernUpstream(link, calls, client);
    first.detour(
        reply -> {
          if (reply.ok()) {
            return link.settings().dialect == Dialect.AUTO && becomeWrap(first, stream, raw, found);
          }
          if (modern) {
            return refuseModern(client, first, reply);
          }
          if (HttpErrors.isModern(reply) && first.method().equals("initialize")) {
            becomeBridge(first, stateless, stream, found);
            return true;
          }
          if (mayBeLegacySse(reply)) {
            becomeSse(first, reply, stream, found);
            return true;
          }
          return false;
        });
    if (modern) {
      Later.whenDone(
          stateless.working(),
          () -> {
            decided = true;
            if (stream != null) {
              stream.close();
            }
            found.complete(stateless);
          });
      stateless.request(first);
    } else {
      session.request(first);
    }
    Later.whenDone(
        first.done(),
        () -> {
          if (decided) {
            return;
          }
          if (stream != null) {
            stream.close();
          }
          found.complete(
              modern ? stateless.isUsed() ? stateless : null : session.isUsed() ? session : null);
        });
    return found;
  }

  /**
   * Fails a call because the server does not support the stateless era; the client may start again
   * with a handshake.
   */
  static boolean refuseModern(ClientSide client, Call first, Reply reply) {
    int status = reply.status();
    if (HttpErrors.isModern(reply) || (status != 400 && status != 404 && status != 405)) {
      return false;
    }
    client.fail(
        first,
        -32022,
        "The MCP server speaks only revisions with a handshake.",
        "{\"supported\":[\"2025-11-25\",\"2025-06-18\",\"2025-03-26\"],\"requested\":"
            + first.request().raw(Member.META_PROTOCOL_VERSION)
            + "}");
    return true;
  }

  /** Continues with a translation between a client with a handshake and a stateless server. */
  private void becomeBridge(
      Call first,
      ModernUpstream stateless,
      @Nullable Exchange stream,
      CompletableFuture<@Nullable Upstream> found) {
    decided = true;
    LOG.log(
        System.Logger.Level.DEBUG,
        "{0} speaks the stateless revision; translating",
        link.uri().getHost());
    if (stream != null) {
      stream.close();
    }
    EraBridge bridge = new EraBridge(stateless, calls, client);
    Later.whenDone(
        bridge.request(first).toCompletableFuture(),
        () -> found.complete(bridge.isOpen() ? bridge : null));
  }

  /** Continues with flyctl's dialect, in which the response arrives on a GET. */
  private boolean becomeWrap(
      Call first,
      @Nullable Exchange stream,
      @Nullable RawStream raw,
      CompletableFuture<@Nullable Upstream> found) {
    LOG.log(
        System.Logger.Level.DEBUG,
        "{0} speaks the dialect of flyctl mcp wrap",
        link.uri().getHost());
    WrapUpstream wrap = new WrapUpstream(link, calls, client);
    decided = true;
    wrap.taken(first);
    if (stream != null && raw != null) {
      wrap.adopt(stream);
      try {
        raw.readWith(wrap.sink());
      } catch (IOException e) {
        stream.close();
      }
    } else {
      wrap.listenLate(first);
    }
    // Last: others send on it as soon as they know it.
    found.complete(wrap);
    return true;
  }

  private boolean mayBeLegacySse(Reply reply) {
    int status = reply.status();
    return link.settings().dialect == Dialect.AUTO
        && (status == 400 || status == 404 || status == 405);
  }

  /** Continues with HTTP+SSE of 2024-11-05, because the server accepts no POST. */
  private void becomeSse(
      Call first,
      Reply refusal,
      @Nullable Exchange stream,
      CompletableFuture<@Nullable Upstream> found) {
    if (stream != null) {
      stream.close();
    }
    SseUpstream sse = new SseUpstream(link, calls, client);
    Later.whenDone(
        sse.probe(),
        (opened, failure) -> {
          if (failure == null) {
            decided = true;
            LOG.log(System.Logger.Level.DEBUG, "{0} speaks HTTP+SSE", link.uri().getHost());
            sse.request(first);
            found.complete(sse);
          } else {
            sse.close();
            client.refuse(first, refusal);
          }
        });
  }
}

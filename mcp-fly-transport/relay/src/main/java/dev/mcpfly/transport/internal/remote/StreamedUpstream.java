package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import dev.mcpfly.transport.internal.Envelope;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A server whose every word comes on one GET stream, while POSTs only carry messages to it.
 *
 * <p>Nothing is posted while the stream is down, as its answer would have nowhere to go.
 */
abstract class StreamedUpstream implements Upstream {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  final HttpLink link;
  final Calls calls;
  final ClientSide client;

  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private CompletableFuture<Void> ready = new CompletableFuture<>();
  private boolean connecting;
  private boolean everReady;
  private long downSince = System.nanoTime();
  private volatile @Nullable Exchange exchange;
  private volatile boolean closed;

  StreamedUpstream(HttpLink link, Calls calls, ClientSide client) {
    this.link = link;
    this.calls = calls;
    this.client = client;
  }

  /** Returns the request that opens the stream. */
  abstract HttpRequest get();

  /** Returns the sink for a new stream. */
  abstract BodySink sink();

  /** Called when the stream was requested; must call {@link #markReady} once it is usable. */
  abstract void asked(Exchange stream);

  /** Called when the stream is back after it was down. */
  abstract void reconnected();

  /** Completes when messages other than a handshake may leave. */
  CompletableFuture<Void> settled() {
    return CompletableFuture.completedFuture(null);
  }

  /** Returns whether the first failure to open the stream is the last. */
  boolean isImpatient() {
    return false;
  }

  /** Returns the request that carries one message. */
  abstract HttpRequest post(Envelope message, Runnable taken);

  /** Goes on with a stream that is open already. */
  final void adopt(Exchange stream) {
    synchronized (this) {
      connecting = true;
    }
    watch(stream);
    markReady();
  }

  private void connect() {
    synchronized (this) {
      if (closed || link.isClosed()) {
        return;
      }
      connecting = true;
    }
    Exchange stream;
    try {
      stream = link.send(get(), info -> isStream(info) ? sink() : null);
    } catch (RuntimeException e) {
      giveUp(new RemoteException(String.valueOf(e.getMessage()), e));
      return;
    }
    watch(stream);
    asked(stream);
  }

  private void watch(Exchange stream) {
    exchange = stream;
    if (closed) {
      stream.close();
    }
    Later.whenDone(stream.reply(), this::ended);
  }

  static boolean isStream(ResponseInfo info) {
    return info.statusCode() / 100 == 2
        && Reply.mediaType(info.headers()).equals("text/event-stream");
  }

  /** Lets the messages out that waited for the stream. */
  final void markReady() {
    CompletableFuture<Void> now;
    boolean again;
    synchronized (this) {
      if (ready.isDone()) {
        return;
      }
      now = ready;
      again = everReady;
      everReady = true;
    }
    backoff.reset();
    if (again) {
      reconnected();
    }
    now.complete(null);
  }

  /** Returns whether the stream is usable now. */
  final synchronized boolean isReady() {
    return ready.isDone() && !ready.isCompletedExceptionally();
  }

  private void ended(@Nullable Reply reply, @Nullable Throwable failure) {
    if (closed || link.isClosed()) {
      return;
    }
    synchronized (this) {
      if (ready.isDone()) {
        ready = new CompletableFuture<>();
        downSince = System.nanoTime();
      }
      connecting = true;
    }
    boolean patience =
        !isImpatient() && System.nanoTime() - downSince < link.settings().wakeTimeout.toNanos();
    if (reply != null && !reply.streamed()) {
      int status = reply.status();
      if (!patience || (status != 409 && status != 429 && status < 500)) {
        giveUp(new RemoteException(HttpErrors.describe(reply), status, null));
        return;
      }
    } else if (isImpatient()
        || (failure != null && (!patience || Failures.isFinal(Failures.root(failure))))) {
      giveUp(
          new RemoteException(
              failure == null
                  ? "The stream ended at once."
                  : "The MCP server could not be reached: "
                      + Failures.describe(Failures.root(failure))
                      + ".",
              failure));
      return;
    }
    LOG.log(
        System.Logger.Level.DEBUG,
        "The stream of {0} ended: {1}",
        link.uri().getHost(),
        reply == null ? Failures.describe(failure) : "HTTP " + reply.status());
    Threads.after(backoff.next(), this::connect);
  }

  private void giveUp(RemoteException reason) {
    CompletableFuture<Void> now;
    synchronized (this) {
      now = ready;
      connecting = false;
    }
    now.completeExceptionally(reason);
    if (!isImpatient()) {
      for (Call call : calls.pending()) {
        client.fail(call, reason);
      }
    }
  }

  /** Opens the stream; completes when messages may leave, or fails. */
  final synchronized CompletableFuture<Void> whenReady() {
    if (ready.isCompletedExceptionally()) {
      ready = new CompletableFuture<>();
      downSince = System.nanoTime();
    }
    if (!ready.isDone() && !connecting) {
      connecting = true;
      Threads.POOL.execute(this::connect);
    }
    return ready;
  }

  private CompletableFuture<Void> gate(boolean handshake) {
    CompletableFuture<Void> open = whenReady();
    return handshake ? open : open.thenCompose(ready -> settled().handle((done, failure) -> null));
  }

  /**
   * Posts a request; fails the call if the server does not take it.
   *
   * @param handshake whether it is part of what the other messages wait for
   */
  final CompletableFuture<Void> deliver(Call call, Envelope message, boolean handshake) {
    return gate(handshake)
        .thenCompose(
            open ->
                Delivery.send(
                    link,
                    () -> post(message, () -> call.written().complete(null)),
                    call.isHarmless(),
                    info -> null,
                    sent -> {}))
        .handle(
            (reply, failure) -> {
              call.written().complete(null);
              if (reply == null) {
                client.fail(call, failure == null ? new RemoteException("No reply.") : failure);
              } else if (!reply.ok()) {
                if (!call.detoured(reply)) {
                  client.refuse(call, reply);
                }
              } else if (reply.isJson() && !reply.isEmpty()) {
                client.deliver(reply.body());
              }
              return null;
            });
  }

  /** Posts what gets no response; never fails. */
  final CompletableFuture<Void> deliver(Envelope message, boolean handshake) {
    return gate(handshake)
        .thenCompose(
            open ->
                Delivery.send(link, () -> post(message, () -> {}), true, info -> null, sent -> {}))
        .handle(
            (reply, failure) -> {
              if (!link.isClosed() && (reply == null || !reply.ok())) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} did not take a notification or response: {1}",
                    link.uri().getHost(),
                    reply == null
                        ? Failures.describe(Failures.root(failure))
                        : "HTTP " + reply.status());
              }
              return null;
            });
  }

  @Override
  public CompletionStage<?> cancel(Call call, Envelope notification) {
    return call.written().thenCompose(written -> message(notification));
  }

  @Override
  public CompletionStage<?> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    closed = true;
    Exchange open = exchange;
    if (open != null) {
      open.close();
    }
  }
}

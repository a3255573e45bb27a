package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request, and again where that can not do anything twice, until it is answered or the
 * time for waking the server is up.
 *
 * <p>A connection that never came about, 429 and 503 are always tried again. A 502, a 504 and a
 * connection that broke before the answer leave open whether the server acted: they are tried again
 * if the request is harmless to repeat, or if the server had been silent for so long that it was
 * most likely asleep.
 */
final class Delivery {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final Duration UNKNOWN_HOST_LIMIT = Duration.ofSeconds(10);

  private final HttpLink link;
  private final Supplier<HttpRequest> request;
  private final boolean repeatable;
  private final Function<ResponseInfo, @Nullable BodySink> streams;
  private final Consumer<Exchange> current;
  private final CompletableFuture<Reply> result = new CompletableFuture<>();
  private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
  private final long started = System.nanoTime();
  private int redirects;
  private boolean told;

  private Delivery(
      HttpLink link,
      Supplier<HttpRequest> request,
      boolean repeatable,
      Function<ResponseInfo, @Nullable BodySink> streams,
      Consumer<Exchange> current) {
    this.link = link;
    this.request = request;
    this.repeatable = repeatable || link.maybeAsleep();
    this.streams = streams;
    this.current = current;
  }

  /**
   * Sends a request.
   *
   * @param request makes the request, anew for each attempt
   * @param repeatable whether the server may get it twice
   * @param streams gives the sink for a response that is to be read as a stream
   * @param current is told each attempt's exchange, to cancel it
   * @return the reply, whatever its status; fails if there was none or it broke off
   */
  static CompletableFuture<Reply> send(
      HttpLink link,
      Supplier<HttpRequest> request,
      boolean repeatable,
      Function<ResponseInfo, @Nullable BodySink> streams,
      Consumer<Exchange> current) {
    Delivery delivery = new Delivery(link, request, repeatable, streams, current);
    delivery.attempt();
    return delivery.result;
  }

  private void attempt() {
    if (link.isClosed()) {
      result.completeExceptionally(new IOException("The connection was closed."));
      return;
    }
    Exchange exchange;
    try {
      exchange = link.send(request.get(), streams);
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
      return;
    }
    current.accept(exchange);
    Later.whenDone(
        exchange.reply(),
        (reply, failure) -> {
          if (reply != null) {
            answered(reply);
          } else {
            failed(exchange, Failures.root(failure));
          }
        });
  }

  private void answered(Reply reply) {
    int status = reply.status();
    boolean refused = status == 429 || status == 503;
    boolean unclear = status == 502 || status == 504;
    if (refused || (unclear && repeatable)) {
      Duration pause = reply.retryAfter();
      // A server that names no pause, or none at all, is not to be asked without end.
      Duration wait = pause == null || pause.isZero() ? backoff.next() : pause;
      if (again(wait, "it answered HTTP " + status)) {
        return;
      }
    }
    try {
      if (link.follow(reply, redirects)) {
        redirects++;
        attempt();
        return;
      }
    } catch (RemoteException e) {
      result.completeExceptionally(e);
      return;
    }
    result.complete(reply);
  }

  private void failed(Exchange exchange, Throwable failure) {
    boolean safe = Failures.notSent(failure) || (repeatable && !exchange.answered());
    if (!safe
        || Failures.isFinal(failure)
        || exchange.isClosed()
        || (Failures.unknownHost(failure) && elapsed().compareTo(UNKNOWN_HOST_LIMIT) > 0)
        || !again(backoff.next(), Failures.describe(failure))) {
      result.completeExceptionally(failure);
    }
  }

  private boolean again(Duration pause, String why) {
    if (elapsed().plus(pause).compareTo(link.settings().wakeTimeout) > 0 || link.isClosed()) {
      return false;
    }
    if (!told) {
      told = true;
      LOG.log(
          System.Logger.Level.INFO,
          "{0} is not ready ({1}); trying again for up to {2} s",
          link.uri().getHost(),
          why,
          String.valueOf(link.settings().wakeTimeout.toSeconds()));
    }
    Threads.after(pause, this::attempt);
    return true;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}

package dev.mcpfly.transport.internal.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and what came of it. A response that is an event stream goes to a sink as it
 * arrives; any other is kept, within a limit.
 */
final class Exchange implements BodyHandler<byte[]>, AutoCloseable {
  private final int maxBodyBytes;
  private final Function<ResponseInfo, @Nullable BodySink> streams;
  private final CompletableFuture<ResponseInfo> head = new CompletableFuture<>();
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private @Nullable CompletableFuture<HttpResponse<byte[]>> sent;
  private volatile boolean streamed;
  private volatile boolean closed;
  private volatile Flow.@Nullable Subscription subscription;

  /**
   * Prepares an exchange.
   *
   * @param streams gives the sink for a response that is to be read as a stream, null for another
   */
  Exchange(int maxBodyBytes, Function<ResponseInfo, @Nullable BodySink> streams) {
    this.maxBodyBytes = maxBodyBytes;
    this.streams = streams;
  }

  /** Completes with the status line and headers, as soon as they are here. */
  CompletableFuture<ResponseInfo> head() {
    return head;
  }

  /** Completes when the response is read to its end. */
  CompletableFuture<Reply> reply() {
    return reply;
  }

  /** Returns whether headers came, so that the server certainly saw the request. */
  boolean answered() {
    return head.isDone() && !head.isCompletedExceptionally();
  }

  /** Returns whether this side ended the exchange. */
  boolean isClosed() {
    return closed;
  }

  void sent(CompletableFuture<HttpResponse<byte[]>> future) {
    synchronized (this) {
      sent = future;
    }
    var unused =
        future.whenComplete(
            (response, failure) -> {
              if (response != null) {
                reply.complete(
                    new Reply(
                        response.statusCode(),
                        response.request().headers(),
                        response.headers(),
                        response.body(),
                        streamed));
              } else if (failure != null) {
                fail(failure);
              }
            });
    if (closed) {
      close();
    }
  }

  void fail(Throwable failure) {
    Throwable cause = Failures.root(failure);
    head.completeExceptionally(cause);
    reply.completeExceptionally(cause);
  }

  /** Ends the exchange and its connection, whatever its state. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<HttpResponse<byte[]>> future;
    synchronized (this) {
      future = sent;
    }
    Flow.Subscription open = subscription;
    fail(new IOException("The exchange was closed."));
    if (open != null) {
      open.cancel();
    }
    if (future != null) {
      future.cancel(true);
    }
  }

  @Override
  public BodySubscriber<byte[]> apply(ResponseInfo info) {
    BodySink sink = streams.apply(info);
    streamed = sink != null;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BodySink target =
        sink != null
            ? sink
            : chunk -> {
              if ((long) body.size() + chunk.remaining() > maxBodyBytes) {
                throw new MessageTooLargeException(maxBodyBytes);
              }
              byte[] bytes = new byte[chunk.remaining()];
              chunk.get(bytes);
              body.write(bytes, 0, bytes.length);
            };
    Gunzip gunzip = gunzip(info, target);
    Subscriber subscriber = new Subscriber(gunzip == null ? target : gunzip, gunzip, body);
    head.complete(info);
    return subscriber;
  }

  private static @Nullable Gunzip gunzip(ResponseInfo info, BodySink target) {
    String encoding =
        info.headers().firstValue("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    return encoding.equals("gzip") || encoding.equals("x-gzip") ? new Gunzip(target) : null;
  }

  private final class Subscriber implements BodySubscriber<byte[]> {
    private final BodySink sink;
    private final @Nullable Gunzip gunzip;
    private final ByteArrayOutputStream body;
    private final CompletableFuture<byte[]> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription upstream;

    Subscriber(BodySink sink, @Nullable Gunzip gunzip, ByteArrayOutputStream body) {
      this.sink = sink;
      this.gunzip = gunzip;
      this.body = body;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      upstream = given;
      subscription = given;
      if (closed) {
        given.cancel();
        done.completeExceptionally(new IOException("The exchange was closed."));
      } else {
        given.request(1);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> chunks) {
      Flow.Subscription open = upstream;
      if (open == null || closed) {
        return;
      }
      try {
        for (ByteBuffer chunk : chunks) {
          sink.bytes(chunk);
        }
        open.request(1);
      } catch (IOException | RuntimeException e) {
        open.cancel();
        end();
        done.completeExceptionally(e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      end();
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      Gunzip zipped = gunzip;
      if (zipped != null && !streamed && !zipped.isComplete()) {
        done.completeExceptionally(new IOException("The compressed response was cut off."));
      } else {
        done.complete(body.toByteArray());
      }
      end();
    }

    private void end() {
      Gunzip zipped = gunzip;
      if (zipped != null) {
        zipped.end();
      }
    }
  }
}

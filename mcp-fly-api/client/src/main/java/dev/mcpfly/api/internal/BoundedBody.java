package dev.mcpfly.api.internal;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a limit. Past it, a truncating collector keeps what it has and drops the
 * connection; any other fails. For the HTTP client the body is complete at once: the sender of the
 * request waits for its end here.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody> {
  /** The bytes, and whether there were more. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Bytes(byte[] bytes, boolean truncated) {}

  private final int limit;
  private final boolean truncate;
  private final CompletableFuture<Bytes> result = new CompletableFuture<>();
  private final List<byte[]> chunks = new ArrayList<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean cancelled;
  private int size;

  BoundedBody(int limit, boolean truncate) {
    this.limit = limit;
    this.truncate = truncate;
  }

  /** Waits for the end of the body, or else ends the exchange. */
  Bytes await(Duration left, Duration timeout) throws IOException, InterruptedException {
    try {
      return result.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      cancel();
      throw Transport.late(timeout, e);
    } catch (InterruptedException e) {
      cancel();
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }
  }

  /** Ends the exchange, now or as soon as its body begins. */
  void cancel() {
    cancelled = true;
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public CompletionStage<BoundedBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (cancelled) {
      subscription.cancel();
    } else {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (result.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      byte[] chunk = new byte[Math.min(limit - size, buffer.remaining())];
      buffer.get(chunk);
      chunks.add(chunk);
      size += chunk.length;
      if (buffer.hasRemaining()) {
        cancel();
        if (truncate) {
          result.complete(new Bytes(joined(), true));
        } else {
          result.completeExceptionally(
              new IOException("The reply is longer than " + limit + " bytes."));
        }
        return;
      }
    }
  }

  @Override
  public void onError(Throwable error) {
    result.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    result.complete(new Bytes(joined(), false));
  }

  private byte[] joined() {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] chunk : chunks) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    return all;
  }
}

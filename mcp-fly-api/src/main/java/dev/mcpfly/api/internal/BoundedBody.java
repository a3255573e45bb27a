package dev.mcpfly.api.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a limit. Past it, a truncating collector keeps what it has and drops the
 * connection; any other fails.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Bytes> {
  /** The bytes, and whether there were more. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Bytes(byte[] bytes, boolean truncated) {}

  private final int limit;
  private final boolean truncate;
  private final CompletableFuture<Bytes> result = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile Flow.@Nullable Subscription subscription;

  BoundedBody(int limit, boolean truncate) {
    this.limit = limit;
    this.truncate = truncate;
  }

  /** Ends the exchange, if its body is still arriving. */
  void cancel() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (result.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      int room = limit - bytes.size();
      byte[] chunk = new byte[Math.min(room, buffer.remaining())];
      buffer.get(chunk);
      bytes.writeBytes(chunk);
      if (buffer.hasRemaining()) {
        cancel();
        if (truncate) {
          result.complete(new Bytes(bytes.toByteArray(), true));
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
    result.complete(new Bytes(bytes.toByteArray(), false));
  }
}

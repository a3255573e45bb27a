package dev.mcpfly.transport.internal.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body up to a limit; breaks the connection behind it. Used once. */
public final class BoundedBody implements BodySubscriber<byte[]> {
  private final int limit;
  private final boolean cut;
  private volatile boolean tooLong;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> done = new CompletableFuture<>();
  private Flow.@Nullable Subscription upstream;

  private BoundedBody(int limit, boolean cut) {
    this.limit = limit;
    this.cut = cut;
  }

  /** Fails if the body is longer than the limit, in bytes, or breaks off. */
  public static BoundedBody whole(int limit) {
    return new BoundedBody(limit, false);
  }

  /** Takes the beginning of a body that is longer than the limit, in bytes, or breaks off. */
  public static BoundedBody beginning(int limit) {
    return new BoundedBody(limit, true);
  }

  /** Returns whether the body was longer than the limit. */
  public boolean isTooLong() {
    return tooLong;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    upstream = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> chunks) {
    Flow.Subscription open = upstream;
    if (open == null || done.isDone()) {
      return;
    }
    for (ByteBuffer chunk : chunks) {
      int left = limit - body.size();
      byte[] bytes = new byte[Math.min(chunk.remaining(), left)];
      boolean more = chunk.remaining() > left;
      chunk.get(bytes);
      body.write(bytes, 0, bytes.length);
      if (more) {
        tooLong = true;
        open.cancel();
        onError(new IOException("The answer is too long."));
        return;
      }
    }
    open.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    if (cut) {
      onComplete();
    } else {
      done.completeExceptionally(failure);
    }
  }

  @Override
  public void onComplete() {
    done.complete(body.toByteArray());
  }
}

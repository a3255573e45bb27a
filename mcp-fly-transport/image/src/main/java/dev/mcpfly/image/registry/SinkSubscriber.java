package dev.mcpfly.image.registry;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Passes a response's body on, piece by piece: to the sink if it accepts the response, otherwise to
 * the bounded body.
 */
final class SinkSubscriber implements BodySubscriber<@Nullable Void> {
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Wire.@Nullable Sink sink;
  private final BoundedBody body;
  private final int status;
  private final HttpHeaders headers;
  private final Activity activity;
  private Flow.@Nullable Subscription subscription;
  private boolean toSink;

  SinkSubscriber(
      Wire.@Nullable Sink sink,
      BoundedBody body,
      int status,
      HttpHeaders headers,
      Activity activity) {
    this.sink = sink;
    this.body = body;
    this.status = status;
    this.headers = headers;
    this.activity = activity;
  }

  @Override
  public CompletionStage<@Nullable Void> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    activity.touch();
    try {
      toSink = sink != null && sink.takes(status, headers);
      newSubscription.request(1);
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    activity.touch();
    if (done.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        if (toSink && sink != null) {
          sink.write(buffer);
        } else if (!body.write(buffer)) {
          done.complete(null);
          cancel();
          return;
        }
      }
      if (subscription != null) {
        subscription.request(1);
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Exception e) {
    done.completeExceptionally(e);
    cancel();
  }

  private void cancel() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable cause) {
    done.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }
}

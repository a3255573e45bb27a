package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Gets JSON objects of an issuer through the proxy and with the certificate authorities that the
 * environment names; bounded in size and time; follows no redirect. Thread-safe.
 */
final class JsonFetch {
  private static final int LONGEST = 64 << 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final NetworkSettings network;
  private final HttpClient client;

  JsonFetch() {
    this(System.getenv());
  }

  /**
   * Reads what the network asks of its clients.
   *
   * @throws IllegalArgumentException if a variable is of no use
   */
  JsonFetch(Map<String, String> environment) {
    network = NetworkSettings.of(environment, null);
    client =
        network
            .apply(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
  }

  CompletableFuture<JsonObject> get(URI uri) {
    return send(HttpRequest.newBuilder(uri));
  }

  /** Sends a request; the future fails unless the answer is 200 with one JSON object. */
  CompletableFuture<JsonObject> send(HttpRequest.Builder request) {
    request.timeout(TIMEOUT).setHeader("Accept", "application/json");
    String login = network.proxyAuthorization(request.build().uri());
    if (login != null) {
      request.setHeader("Proxy-Authorization", login);
    }
    CompletableFuture<JsonObject> answer =
        client.sendAsync(request.build(), response -> new Bounded()).thenApply(JsonFetch::read);
    // The client's own timeout ends with the headers.
    return answer.orTimeout(TIMEOUT.toSeconds() + 2, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static JsonObject read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalArgumentException("The issuer answered " + response.statusCode() + ".");
    }
    return JsonObject.parse(response.body());
  }

  /** Collects a body up to the limit. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final List<byte[]> parts = new ArrayList<>();
    private int size;
    private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
      subscription = to;
      to.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        size += buffer.remaining();
        if (size > LONGEST) {
          if (subscription != null) {
            subscription.cancel();
          }
          body.completeExceptionally(new IllegalArgumentException("The answer is too long."));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        parts.add(part);
      }
    }

    @Override
    public void onError(Throwable error) {
      body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      byte[] whole = new byte[size];
      int at = 0;
      for (byte[] part : parts) {
        System.arraycopy(part, 0, whole, at, part.length);
        at += part.length;
      }
      body.complete(whole);
    }
  }
}

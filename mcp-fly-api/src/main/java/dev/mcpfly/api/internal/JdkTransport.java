package dev.mcpfly.api.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** Sends over TCP with the JDK's client. */
public final class JdkTransport implements Transport {
  private final HttpClient client;

  /** Creates one on a client that has its own settings for proxies, TLS and cookies. */
  public JdkTransport(HttpClient client) {
    this.client = client;
  }

  @Override
  public CompletableFuture<Reply> send(Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .method(
                request.method(),
                request.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(request.body()));
    if ("http".equals(request.uri().getScheme())) {
      // Without this the client asks every plain server for an upgrade to HTTP/2.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    request.headers().forEach(builder::setHeader);
    AtomicReference<BoundedBody> body = new AtomicReference<>();
    CompletableFuture<HttpResponse<BoundedBody.Bytes>> exchange =
        client.sendAsync(
            builder.build(),
            info -> {
              boolean error = info.statusCode() >= 400;
              BoundedBody collector =
                  new BoundedBody(error ? request.maxErrorBody() : request.maxBody(), error);
              body.set(collector);
              return collector;
            });
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    CompletableFuture<?> unused =
        exchange.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                reply.completeExceptionally(
                    failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure);
              } else {
                reply.complete(
                    new Reply(
                        response.statusCode(),
                        lowerCase(response.headers().map()),
                        response.body().bytes(),
                        response.body().truncated()));
              }
            });
    unused =
        reply.whenComplete(
            (done, failure) -> {
              if (reply.isCancelled()) {
                BoundedBody collector = body.get();
                if (collector != null) {
                  collector.cancel();
                }
                exchange.cancel(true);
              }
            });
    return reply;
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> result = new HashMap<>();
    headers.forEach((name, values) -> result.put(name.toLowerCase(Locale.ROOT), values));
    return result;
  }
}

package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.network.BoundedBody;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches JSON objects of an issuer through the proxy and with the certificate authorities that the
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
        client
            .sendAsync(request.build(), response -> BoundedBody.whole(LONGEST))
            .thenApply(JsonFetch::read);
    // The client's own timeout ends with the headers.
    return answer.orTimeout(TIMEOUT.toSeconds() + 2, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static JsonObject read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalArgumentException("The issuer answered " + response.statusCode() + ".");
    }
    return JsonObject.parse(response.body());
  }
}

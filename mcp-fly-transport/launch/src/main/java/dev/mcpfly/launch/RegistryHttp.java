package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sends bounded GET requests to a registry and to where it redirects. Thread-safe. */
final class RegistryHttp {
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_MESSAGE = 300;

  private final HttpClient client;
  private final NetworkAccess network;
  private final Map<String, String> headers;
  private final Duration timeout;

  /**
   * Prepares a client.
   *
   * @param headers sent to the registry alone
   * @param timeout for one answer as a whole
   */
  RegistryHttp(Map<String, String> headers, Duration timeout, @Nullable Path trustStore) {
    try {
      this.network = NetworkAccess.of(System.getenv(), trustStore);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(String.valueOf(e.getMessage()), e);
    }
    this.client =
        network
            .apply(HttpClient.newBuilder())
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
    this.headers = new LinkedHashMap<>(headers);
    this.timeout = timeout;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Answer(int status, byte[] body, Optional<String> location, String retryAfter) {}

  /** Reads a JSON object of the registry; redirects are followed within its origin only. */
  JsonObject json(URI uri, String what, int maxBytes) {
    Answer answer = follow(uri, what, maxBytes, headers, to -> sameOrigin(uri, to));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.status() == 404) {
      throw RegistryException.missing(
          "The registry %s does not have %s%s".formatted(host(uri), what, reason(text)));
    }
    if (answer.status() == 429) {
      throw new RegistryException(
          "The registry %s limits requests (HTTP 429)%s; try again later."
              .formatted(
                  host(uri),
                  answer.retryAfter().matches("[0-9]{1,6}")
                      ? ", in " + answer.retryAfter() + " s"
                      : ""));
    }
    if (answer.status() != 200) {
      throw new RegistryException(
          "The registry %s answered HTTP %d for %s%s"
              .formatted(host(uri), answer.status(), what, reason(text)));
    }
    return parse(text, "The registry " + host(uri) + "'s answer for " + what);
  }

  /**
   * Reads a JSON object of others.
   *
   * @param what names it at the beginning of a sentence
   * @throws RegistryException if it is not one, or is nested too deeply
   */
  static JsonObject parse(String text, String what) {
    try {
      JsonDepth.check(text);
      return JsonObject.parse(text);
    } catch (JsonException | StackOverflowError e) {
      throw new RegistryException(
          "%s is not a JSON object that can be read (%s)."
              .formatted(what, Texts.excerpt(String.valueOf(e.getMessage()), 120)));
    }
  }

  /** Downloads a file that an entry names. */
  byte[] file(URI uri, String what, int maxBytes, URI registry) {
    PublicHosts.require("The address of " + what, uri, registry);
    Answer answer =
        follow(
            uri,
            what,
            maxBytes,
            Map.of(),
            to -> PublicHosts.require("A redirect of " + what, to, registry));
    if (answer.status() != 200) {
      throw new RegistryException(
          "%s answered HTTP %d for %s; nothing was launched."
              .formatted(host(uri), answer.status(), what));
    }
    return answer.body();
  }

  private static URI sameOrigin(URI first, URI next) {
    if (!String.valueOf(first.getScheme()).equalsIgnoreCase(next.getScheme())
        || !String.valueOf(first.getAuthority()).equalsIgnoreCase(next.getAuthority())) {
      throw new RegistryException(
          "The registry %s redirects to %s, which was not followed; use that registry directly if it is the one you want."
              .formatted(host(first), host(next)));
    }
    return next;
  }

  private Answer follow(
      URI uri, String what, int maxBytes, Map<String, String> sent, UnaryOperator<URI> redirects) {
    URI at = uri;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      Answer answer = get(at, what, maxBytes, sent);
      boolean redirected = answer.status() >= 301 && answer.status() <= 308;
      if (!redirected || answer.location().isEmpty()) {
        return answer;
      }
      try {
        at = redirects.apply(at.resolve(answer.location().get()));
      } catch (IllegalArgumentException e) {
        throw new RegistryException(
            "%s redirects to an address that is not valid; no request was sent."
                .formatted(host(at)));
      }
    }
    throw new RegistryException(
        "%s redirects more than %d times for %s.".formatted(host(uri), MAX_REDIRECTS, what));
  }

  private Answer get(URI uri, String what, int maxBytes, Map<String, String> sent) {
    HttpRequest.Builder request;
    try {
      request =
          HttpRequest.newBuilder(uri).timeout(timeout).header("Accept", "application/json, */*");
      sent.forEach(request::header);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          "\"%s\" cannot be asked for %s: it must be an http or https URL with a host."
              .formatted(host(uri), what));
    }
    network.proxyAuthorization(uri).ifPresent(v -> request.header("Proxy-Authorization", v));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), info -> new Bounded(maxBytes));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Location"),
          response.headers().firstValue("Retry-After").orElse(""));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new RegistryException(
          "Interrupted while asking %s for %s.".formatted(host(uri), what), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new RegistryException(
          "%s did not answer within %s for %s; try again, or set a longer timeout(...)."
              .formatted(host(uri), Texts.of(timeout), what),
          e);
    } catch (ExecutionException e) {
      throw failed(uri, what, maxBytes, e);
    }
  }

  private static RegistryException failed(URI uri, String what, int max, ExecutionException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TooLargeException) {
        return new RegistryException(
            "%s answered more than %d bytes for %s; that is not read."
                .formatted(host(uri), max, what));
      }
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new RegistryException(
        "%s could not be asked for %s (%s); check the address and the network."
            .formatted(host(uri), what, Causes.of(cause)),
        cause);
  }

  private static String host(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return Texts.excerpt(
        uri.getHost() == null ? "an address without a host" : uri.getHost() + port, 200);
  }

  /** Returns the two shapes of errors: {@code {error}} of the specification, and RFC 9457. */
  private static String reason(String body) {
    try {
      JsonDepth.check(body);
      JsonObject json = JsonObject.parse(body);
      String text = json.text("error", "");
      if (text.isEmpty()) {
        text = json.text("detail", json.text("title", ""));
        List<JsonObject> errors = json.objects("errors");
        if (!errors.isEmpty()) {
          text += " (" + errors.get(0).text("message", "") + ")";
        }
      }
      return text.isBlank() ? "." : ": " + Texts.excerpt(text, MAX_MESSAGE) + ".";
    } catch (JsonException e) {
      return ".";
    }
  }

  private static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("too large", null, false, false);
    }
  }

  /** Keeps a body, and ends the exchange as soon as it is too large. */
  private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
    private final int max;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private java.util.concurrent.Flow.@Nullable Subscription subscription;

    Bounded(int max) {
      this.max = max;
    }

    @Override
    public CompletableFuture<byte[]> getBody() {
      return result;
    }

    @Override
    public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<java.nio.ByteBuffer> buffers) {
      for (java.nio.ByteBuffer buffer : buffers) {
        if (kept.size() + (long) buffer.remaining() > max) {
          if (subscription != null) {
            subscription.cancel();
          }
          result.completeExceptionally(new TooLargeException());
          return;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        kept.writeBytes(bytes);
      }
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      result.complete(kept.toByteArray());
    }
  }
}

package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.network.BoundedBody;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The few HTTP requests of a sign-in: bounded in size and time, never to a place that {@link
 * Targets} refuses, and never redirected to another origin.
 */
final class Web {
  /** The most that a response may hold. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_REDIRECTS = 3;
  private static final Executor THREADS = DaemonThreads.pool("mcp-fly-sign-in-http");

  /** A response; its body is text of at most {@link #MAX_BYTES} bytes. */
  record Answer(int status, HttpHeaders headers, String body) {
    boolean ok() {
      return status == 200 || status == 201;
    }

    /** Returns whether asking again later may help. */
    boolean isTransient() {
      return status == 429 || status >= 500;
    }

    @Nullable Document document() {
      return Document.parse(body);
    }

    /** Returns the pause that the server asks for, in seconds, or the other if it asks for none. */
    long retryAfter(long otherwise) {
      String text = headers.firstValue("Retry-After").orElse("").strip();
      return text.matches("[0-9]{1,6}") ? Long.parseLong(text) : otherwise;
    }

    @Override
    public String toString() {
      return "HTTP " + status;
    }
  }

  private final Targets targets;
  private final Duration limit;
  private final NetworkSettings network;
  private final @Nullable HttpClient like;
  private @Nullable HttpClient client;

  /**
   * Prepares requests.
   *
   * @param network what the network asks of requests
   * @param like a client of the caller's own, whose proxy and certificates hold instead; or null
   * @param limit how long a response may take
   */
  Web(Targets targets, NetworkSettings network, @Nullable HttpClient like, Duration limit) {
    this.targets = targets;
    this.network = network;
    this.like = like;
    this.limit = limit;
  }

  Targets targets() {
    return targets;
  }

  /** Fetches a document, within its origin if that redirects. */
  Answer get(String what, URI uri) throws OAuthFailure {
    URI at = uri;
    for (int i = 0; ; i++) {
      Answer answer = send(what, HttpRequest.newBuilder(targets.require(what, at)).GET());
      String location = answer.headers().firstValue("Location").orElse("");
      if (answer.status() < 301 || answer.status() > 308 || location.isEmpty()) {
        return answer;
      }
      URI next;
      try {
        next = at.resolve(location);
      } catch (IllegalArgumentException e) {
        throw OAuthFailure.because(what + " redirects to something that is not a URL.");
      }
      if (!Origins.same(at, next) || i >= MAX_REDIRECTS) {
        throw OAuthFailure.because(
            what
                + " redirects to "
                + Text.excerpt(next.getScheme() + "://" + next.getRawAuthority(), 120)
                + ": redirects are followed within one origin only, and at most "
                + MAX_REDIRECTS
                + " times.");
      }
      at = next;
    }
  }

  /** Posts a form or JSON; a redirect is not followed. */
  Answer post(String what, URI uri, String type, String body, @Nullable String authorization)
      throws OAuthFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(targets.require(what, uri))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    Answer answer = send(what, request);
    if (answer.status() >= 300 && answer.status() < 400) {
      throw OAuthFailure.because(
          what + " redirects (HTTP " + answer.status() + "): credentials are not sent elsewhere.");
    }
    return answer;
  }

  private Answer send(String what, HttpRequest.Builder request) throws OAuthFailure {
    request.setHeader("Accept", "application/json").setHeader("User-Agent", "mcp-fly");
    String login = like == null ? network.proxyAuthorization(request.build().uri()) : null;
    if (login != null) {
      request.setHeader("Proxy-Authorization", login);
    }
    HttpRequest built = request.build();
    BoundedBody body = BoundedBody.whole(MAX_BYTES);
    CompletableFuture<HttpResponse<byte[]>> sent = client().sendAsync(built, info -> body);
    try {
      HttpResponse<byte[]> response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          response.headers(),
          new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw OAuthFailure.forNow(
          what + " at " + place(built) + " did not answer within " + limit.toSeconds() + " s.");
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw OAuthFailure.because("Signing in was interrupted.");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (body.isTooLong()) {
        throw OAuthFailure.because(
            what + " at " + place(built) + " is larger than " + MAX_BYTES / 1024 + " KiB.");
      }
      String why =
          cause instanceof ConnectException
              ? "no connection"
              : Text.excerpt(
                  cause.getMessage() == null
                      ? cause.getClass().getSimpleName()
                      : cause.getMessage());
      throw OAuthFailure.forNow(
          what + " at " + place(built) + " could not be reached (" + why + ").");
    }
  }

  private static String place(HttpRequest request) {
    return Text.excerpt(request.uri().getHost(), 120);
  }

  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(limit)
              .executor(THREADS);
      if (like == null) {
        network.apply(builder);
      } else {
        builder.sslContext(like.sslContext()).sslParameters(like.sslParameters());
        like.proxy().ifPresent(builder::proxy);
        like.authenticator().ifPresent(builder::authenticator);
      }
      made = builder.build();
      client = made;
    }
    return made;
  }
}

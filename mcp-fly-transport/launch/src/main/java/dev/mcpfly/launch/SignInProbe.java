package dev.mcpfly.launch;

import dev.mcpfly.launch.McpConversation.NoAnswerException;
import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a relay that this program cannot sign in to: until its server runs, and callers are
 * told where to sign in.
 */
final class SignInProbe {
  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 200;
  private static final HttpResponse.BodyHandler<Void> DISCARDING =
      HttpResponse.BodyHandlers.discarding();

  private final URI endpoint;
  private final String instance;
  private volatile @Nullable String failure;

  /**
   * Prepares to ask.
   *
   * @param instance the machine that must answer; empty if any of the app's will do
   */
  SignInProbe(URI endpoint, String instance) {
    this.endpoint = endpoint;
    this.instance = instance;
  }

  /** Ends the wait, because there will be no answer. */
  void fail(String reason) {
    failure = reason;
  }

  /**
   * Waits.
   *
   * @throws NoAnswerException if it does not answer in time, or never will
   */
  void await(Duration patience) throws InterruptedException {
    NetworkAccess network;
    try {
      network = NetworkAccess.of(System.getenv(), null);
    } catch (IllegalArgumentException e) {
      throw new NoAnswerException(String.valueOf(e.getMessage()), e);
    }
    HttpClient http =
        network
            .apply(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ATTEMPT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    URI readiness = PublicUrl.rootOf(endpoint).resolve("/readyz");
    long deadline = System.nanoTime() + patience.toNanos();
    String last = "it does not answer";
    while (System.nanoTime() - deadline < 0) {
      String reason = failure;
      if (reason != null) {
        throw new NoAnswerException(reason, null);
      }
      try {
        int ready = http.send(request(readiness, network), DISCARDING).statusCode();
        HttpResponse<Void> answer = http.send(request(endpoint, network), DISCARDING);
        boolean challenges =
            answer
                .headers()
                .firstValue("WWW-Authenticate")
                .orElse("")
                .contains("resource_metadata");
        if (ready == 200 && answer.statusCode() == 401 && challenges) {
          return;
        }
        last =
            ready == 200
                ? "it does not ask callers to sign in, but answers with status "
                    + answer.statusCode()
                : "the server behind the relay does not run (status " + ready + ")";
      } catch (IOException e) {
        last = "it cannot be reached: " + Texts.excerpt(String.valueOf(e.getMessage()), 200);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new NoAnswerException("After %s, %s.".formatted(Texts.of(patience), last), null);
  }

  private HttpRequest request(URI uri, NetworkAccess network) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ATTEMPT);
    if (!instance.isEmpty()) {
      request.header(ClientEntry.INSTANCE, instance);
    }
    network
        .proxyAuthorization(uri)
        .ifPresent(login -> request.header("Proxy-Authorization", login));
    return request.build();
  }
}

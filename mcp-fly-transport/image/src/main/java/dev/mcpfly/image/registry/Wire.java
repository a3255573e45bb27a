package dev.mcpfly.image.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange, body included. {@code HttpRequest.timeout} ends with the response's head; here
 * a watchdog over every byte in both directions also ends exchanges whose body stalls, and a total
 * limit ends those that trickle.
 */
final class Wire {
  private static final String AGENT = "mcp-fly";

  private static final int MAX_CAUSES = 10;
  private static final int PROXY_LOGIN_REQUIRED = 407;

  private final HttpClient client;
  private final Network network;

  Wire(Network network) {
    this.network = network;
    this.client = network.equals(Network.OF_THE_JVM) ? OfTheJvm.CLIENT : client(network);
  }

  private static HttpClient client(Network network) {
    // Redirects are followed by RegistryHttp, which knows where credentials may go.
    return network
        .client()
        .apply(HttpClient.newBuilder())
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(15))
        .build();
  }

  /** One for all: a client of JDK 17 cannot be closed, and keeps a thread. */
  private static final class OfTheJvm {
    static final HttpClient CLIENT = client(Network.OF_THE_JVM);
  }

  /**
   * How registries are reached.
   *
   * @param client applies a proxy and trusted certificates to the HTTP client
   * @param proxyAuthorization the value of {@code Proxy-Authorization} for a request, a secret
   */
  record Network(
      UnaryOperator<HttpClient.Builder> client,
      Function<URI, Optional<String>> proxyAuthorization) {
    static final Network OF_THE_JVM = new Network(builder -> builder, uri -> Optional.empty());
  }

  /** How long an exchange may take. */
  record Limits(Duration idle, Duration total) {}

  /** The response; its body is empty if a sink accepted it. */
  static final class Reply {
    private final int status;
    private final HttpHeaders headers;
    private final URI uri;
    private final byte[] body;

    Reply(int status, HttpHeaders headers, URI uri, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.uri = uri;
      this.body = body;
    }

    int status() {
      return status;
    }

    HttpHeaders headers() {
      return headers;
    }

    URI uri() {
      return uri;
    }

    byte[] body() {
      return body;
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    boolean succeeded() {
      return status >= 200 && status < 300;
    }
  }

  /** A request's body, which can be opened again for another attempt. */
  interface Upload {
    long length();

    java.io.InputStream open() throws IOException;
  }

  /** Receives a response's body as it arrives. */
  interface Sink {
    /** Returns whether this response's body is for the sink; others go into the reply. */
    boolean takes(int status, HttpHeaders headers) throws IOException;

    void write(java.nio.ByteBuffer bytes) throws IOException;
  }

  /**
   * Sends a request and waits for the end of its response.
   *
   * @param bodyLimit how many bytes of a body without sink are kept; the rest is cut
   * @throws StalledException if nothing moved, or too little, for too long
   * @throws ImageException if the proxy on the way refuses it
   * @throws IOException if the connection fails
   */
  Reply exchange(
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable Upload upload,
      @Nullable Sink sink,
      int bodyLimit,
      Limits limits)
      throws IOException {
    Activity activity = new Activity();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", AGENT);
    headers.forEach(request::header);
    network
        .proxyAuthorization()
        .apply(uri)
        .ifPresent(login -> request.header("Proxy-Authorization", login));
    request.method(method, upload == null ? BodyPublishers.noBody() : publisher(upload, activity));

    BoundedBody body = new BoundedBody(bodyLimit);
    CompletableFuture<HttpResponse<Void>> future =
        client.sendAsync(
            request.build(),
            info -> new SinkSubscriber(sink, body, info.statusCode(), info.headers(), activity));
    HttpResponse<Void> response = await(future, activity, limits, uri);
    if (response.statusCode() == PROXY_LOGIN_REQUIRED) {
      throw new ImageException(
          ImageException.Reason.CONNECTION,
          "The HTTP proxy on the way to "
              + uri.getAuthority()
              + " asks for a login (407): check its user and password; Java sends a password for"
              + " https only if the system property jdk.http.auth.tunneling.disabledSchemes is"
              + " empty.");
    }
    return new Reply(response.statusCode(), response.headers(), uri, body.bytes());
  }

  private static BodyPublisher publisher(Upload upload, Activity activity) {
    if (upload.length() == 0) {
      return BodyPublishers.noBody();
    }
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> activity.watch(upload)), upload.length());
  }

  private static <T> T await(CompletableFuture<T> future, Activity activity, Limits limits, URI uri)
      throws IOException {
    long start = System.nanoTime();
    try {
      while (true) {
        long left =
            Math.min(
                limits.idle().toNanos() - activity.quietNanos(),
                limits.total().toNanos() - (System.nanoTime() - start));
        if (left <= 0) {
          throw new StalledException(uri.getAuthority(), limits, activity.quietNanos());
        }
        try {
          return future.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // Bytes may have moved meanwhile: look again.
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ImageException known) {
        throw known;
      }
      // A separate message: those of the HTTP client are sometimes empty.
      throw new IOException(cause == null ? "failed" : describe(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          ImageException.Reason.INTERRUPTED,
          "Interrupted while talking to " + uri.getAuthority() + ".",
          e);
    } catch (CancellationException e) {
      throw new IOException("cancelled", e);
    } finally {
      future.cancel(true);
    }
  }

  /** Says in a few words what happened: messages of the JDK are sometimes empty. */
  private static String describe(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host name cannot be resolved";
      }
      cause = cause.getCause();
    }
    String message = failure.getMessage();
    if (message == null && failure instanceof ConnectException) {
      return "it refused the connection";
    }
    return message == null ? "the connection failed" : Text.excerpt(message);
  }
}

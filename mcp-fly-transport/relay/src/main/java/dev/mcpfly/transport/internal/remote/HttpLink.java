package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.auth.client.OAuthSession;
import dev.mcpfly.transport.internal.auth.client.OAuthSettings;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connection to one server: puts the caller's headers on every request, keeps requests on
 * one origin, and knows when the server was last heard.
 */
final class HttpLink implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;
  private static final long ASLEEP_NANOS = Duration.ofSeconds(30).toNanos();

  private final RemoteSettings settings;
  private final HttpClient client;
  private final Cookies cookies = new Cookies(InstantSource.system());
  private final @Nullable NetworkSettings network;
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private volatile URI uri;
  private volatile boolean closed;
  private volatile boolean heard;
  private volatile long lastHeard;
  private final @Nullable SignedInSender signedIn;

  /**
   * Prepares the connection.
   *
   * @param wanted whether a request of the client waits, so that a person may be asked to sign in
   */
  HttpLink(RemoteSettings settings, BooleanSupplier wanted) {
    this.settings = settings;
    this.uri = settings.uri;
    HttpClient own = settings.httpClient;
    if (own != null) {
      // A client of the caller's knows its network itself.
      this.network = null;
      this.client = own;
    } else {
      NetworkSettings read = NetworkSettings.of(settings.environment, settings.trustStore);
      this.network = read;
      this.client = client(read, settings);
    }
    OAuthSettings oauth = settings.hasOwnAuthorization() ? null : settings.oauth;
    this.signedIn =
        oauth == null
            ? null
            : new SignedInSender(
                client,
                new OAuthSession(
                    oauth,
                    settings.uri,
                    network == null ? NetworkSettings.of(Map.of(), null) : network,
                    own),
                wanted);
  }

  private static HttpClient client(NetworkSettings network, RemoteSettings settings) {
    return settings.inOneThread
        ? builder(network, settings.connectTimeout).executor(Runnable::run).build()
        : SharedClients.of(network, settings.connectTimeout);
  }

  private static HttpClient.Builder builder(NetworkSettings network, Duration connectTimeout) {
    return network
        .apply(HttpClient.newBuilder())
        // Long streams and many parallel calls: one connection each never makes one wait for
        // another, and a stopped server is seen at once.
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout)
        .executor(Threads.POOL);
  }

  /** Returns the server's endpoint, after any redirect. */
  URI uri() {
    return uri;
  }

  RemoteSettings settings() {
    return settings;
  }

  /**
   * Returns a request to the endpoint or to another path of the same origin, with the caller's
   * headers.
   */
  HttpRequest.Builder request(URI target) {
    if (!sameOrigin(target)) {
      throw new IllegalArgumentException(
          "The server names another origin (" + target.getHost() + "), which gets no credentials.");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .setHeader("User-Agent", "mcp-fly")
            .setHeader("Accept-Encoding", "gzip");
    String proxy = network == null ? null : network.proxyAuthorization(target);
    if (proxy != null) {
      request.setHeader("Proxy-Authorization", proxy);
    }
    String cookie = cookies.header(target);
    if (!cookie.isEmpty()) {
      request.setHeader("Cookie", cookie);
    }
    for (Map.Entry<String, Supplier<String>> header : settings.headers.entrySet()) {
      request.setHeader(header.getKey(), header.getValue().get());
    }
    return request;
  }

  /** Returns whether this server would get the credentials at the target as well. */
  boolean sameOrigin(URI target) {
    return target.getScheme() != null
        && target.getHost() != null
        && target.getScheme().equalsIgnoreCase(uri.getScheme())
        && target.getHost().equalsIgnoreCase(uri.getHost())
        && port(target) == port(uri);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
  }

  /**
   * Resolves a reference of the server (RFC 3986, section 5.2); {@link URI#resolve} drops the last
   * part of the path before a mere query.
   *
   * @throws IllegalArgumentException if it is not a valid reference
   */
  URI resolve(String reference) {
    URI base = uri;
    String path = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    return base.resolve(reference.startsWith("?") ? path + reference : reference);
  }

  /** Sends a request; the exchange ends at the latest with this link. */
  Exchange send(HttpRequest request, Function<ResponseInfo, @Nullable BodySink> streams) {
    Exchange exchange = new Exchange(settings.maxMessageBytes, streams);
    open.add(exchange);
    Later.whenDone(
        exchange.head(),
        (info, failure) -> {
          if (info != null) {
            contact();
            cookies.keep(request.uri(), info.headers().allValues("Set-Cookie"));
          }
        });
    Later.whenDone(exchange.reply(), () -> open.remove(exchange));
    if (closed) {
      exchange.close();
      return exchange;
    }
    exchange.sent(
        signedIn == null
            ? client.sendAsync(request, exchange)
            : signedIn.sendAsync(request, exchange));
    if (closed) {
      exchange.close();
    }
    return exchange;
  }

  /** Records that the server is reachable. */
  void contact() {
    lastHeard = System.nanoTime();
    heard = true;
  }

  /** Returns whether the server may have gone to sleep, as nothing came from it for a while. */
  boolean maybeAsleep() {
    return !heard || System.nanoTime() - lastHeard > ASLEEP_NANOS;
  }

  /**
   * Follows a redirect within the origin.
   *
   * @return whether the endpoint changed, so that the request is worth repeating
   * @throws RemoteException if the redirect leads to another origin or in circles
   */
  boolean follow(Reply reply, int redirects) throws RemoteException {
    boolean keepsMethod = reply.status() == 307 || reply.status() == 308;
    String location = reply.headers().firstValue("Location").orElse("");
    boolean redirect = keepsMethod || (reply.status() >= 301 && reply.status() <= 303);
    if (!redirect || location.isEmpty()) {
      return false;
    }
    URI target;
    try {
      target = resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RemoteException("The server redirects to something that is not a URL.", e);
    }
    if (!sameOrigin(target)) {
      throw new RemoteException(
          "The server redirects to another origin, "
              + Text.excerpt(target.getScheme() + "://" + target.getAuthority())
              + ": credentials are not sent there; if that is right, use its URL.");
    }
    if (!keepsMethod || redirects >= MAX_REDIRECTS) {
      throw new RemoteException(
          "The server redirects (HTTP " + reply.status() + ") in a way that would lose messages.");
    }
    uri = target;
    return true;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(Exchange::close);
  }

  /**
   * One client for all connections of a network: a client of JDK 17 cannot be closed, and keeps a
   * thread until the garbage collector finds it.
   */
  private static final class SharedClients {
    private static final int MOST = 16;
    private static final Map<Key, HttpClient> KNOWN = new ConcurrentHashMap<>();

    private record Key(NetworkSettings network, Duration connectTimeout) {}

    static HttpClient of(NetworkSettings network, Duration connectTimeout) {
      Key key = new Key(network, connectTimeout);
      HttpClient known = KNOWN.get(key);
      if (known != null) {
        return known;
      }
      return KNOWN.size() < MOST
          ? KNOWN.computeIfAbsent(key, wanted -> builder(network, connectTimeout).build())
          : builder(network, connectTimeout).build();
    }
  }
}

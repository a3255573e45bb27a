package dev.mcpfly.api.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients that API clients share. A client of JDK 17 cannot be closed: each one has a
 * thread, and another while it works, until the garbage collector finds it; a program that makes an
 * API client for each of its users would collect hundreds.
 */
public final class SharedHttp {
  private static final int MOST = 16;
  private static final Map<Key, HttpClient> KNOWN = new ConcurrentHashMap<>();

  private record Key(Duration connectTimeout, @Nullable SSLContext tls) {}

  private SharedHttp() {}

  /**
   * Returns the client that differs from the JDK's own in these two only, and that follows no
   * redirects.
   *
   * @param tls null for the JDK's own
   */
  public static HttpClient of(Duration connectTimeout, @Nullable SSLContext tls) {
    Key key = new Key(connectTimeout, tls);
    HttpClient known = KNOWN.get(key);
    if (known != null) {
      return known;
    }
    return KNOWN.size() < MOST
        ? KNOWN.computeIfAbsent(key, wanted -> builder(connectTimeout, tls).build())
        : builder(connectTimeout, tls).build();
  }

  /** Returns a builder of a client that is to differ in more. */
  public static HttpClient.Builder builder(Duration connectTimeout, @Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    return tls == null ? builder : builder.sslContext(tls);
  }
}

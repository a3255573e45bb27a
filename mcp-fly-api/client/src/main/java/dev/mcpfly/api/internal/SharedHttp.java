package dev.mcpfly.api.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP clients that API clients share. A client of JDK 17 cannot be closed: each one has a
 * thread, and another while it works, until the garbage collector finds it; a program that makes an
 * API client for each of its users would collect hundreds.
 */
public final class SharedHttp {
  private static final int MOST = 16;
  private static final Map<Duration, HttpClient> BY_TIMEOUT = new ConcurrentHashMap<>();

  private SharedHttp() {}

  /**
   * Returns the client that differs from the JDK's own in its connect timeout only, and that
   * follows no redirects.
   */
  public static HttpClient within(Duration connectTimeout) {
    HttpClient known = BY_TIMEOUT.get(connectTimeout);
    if (known != null) {
      return known;
    }
    return BY_TIMEOUT.size() < MOST
        ? BY_TIMEOUT.computeIfAbsent(connectTimeout, timeout -> builder(timeout).build())
        : builder(connectTimeout).build();
  }

  /** Returns a builder of a client that is to differ in more. */
  public static HttpClient.Builder builder(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        .followRedirects(HttpClient.Redirect.NEVER);
  }
}

package dev.mcpfly.transport.internal.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a remote server is, how to get in, and within which limits. Filled once, then only read.
 */
public final class RemoteSettings {
  /** The way in which the server speaks HTTP. */
  public enum Wire {
    /** Find out with the first message. */
    AUTO,
    /** Streamable HTTP, in the session era or the stateless one. */
    STREAMABLE_HTTP,
    /** HTTP+SSE of 2024-11-05. */
    LEGACY_SSE,
    /** What {@code flyctl mcp wrap} speaks. */
    FLY_WRAP
  }

  public final URI uri;
  public final Map<String, Supplier<String>> headers = new LinkedHashMap<>();
  public Wire wire = Wire.AUTO;
  public boolean allowPlainHttp;
  public Duration connectTimeout = Duration.ofSeconds(10);
  public Duration wakeTimeout = Duration.ofSeconds(45);
  public Duration drainTimeout = Duration.ofSeconds(10);
  public int maxMessageBytes = 64 << 20;
  public int maxParallelRequests = 128;
  public @Nullable HttpClient httpClient;
  public Duration requestTimeout = Duration.ZERO;
  public Duration pingInterval = Duration.ZERO;
  public @Nullable Path trustStore;
  public boolean inOneThread;
  public Map<String, String> environment = System.getenv();

  /** Settings with every default. */
  public RemoteSettings(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "The server's URL must begin with https:// or http://, not \"" + scheme + ":\".");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("The server's URL names no host.");
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "The server's URL holds a user or password: pass them on their own, where they stay out"
              + " of logs.");
    }
    this.uri = uri;
  }

  /** Another instance with the same values. */
  public RemoteSettings copy() {
    RemoteSettings copy = new RemoteSettings(uri);
    copy.headers.putAll(headers);
    copy.wire = wire;
    copy.allowPlainHttp = allowPlainHttp;
    copy.connectTimeout = connectTimeout;
    copy.wakeTimeout = wakeTimeout;
    copy.drainTimeout = drainTimeout;
    copy.maxMessageBytes = maxMessageBytes;
    copy.maxParallelRequests = maxParallelRequests;
    copy.httpClient = httpClient;
    copy.trustStore = trustStore;
    copy.requestTimeout = requestTimeout;
    copy.pingInterval = pingInterval;
    copy.inOneThread = inOneThread;
    copy.environment = environment;
    return copy;
  }

  /** Sets a header, in place of one with the same name in any case. */
  public void header(String name, Supplier<String> value) {
    headers.keySet().removeIf(name::equalsIgnoreCase);
    headers.put(name, value);
  }

  /**
   * Refuses a URL that would carry messages and credentials in clear text over a network.
   *
   * @throws IllegalArgumentException if the URL is plain http and its host is neither this machine
   *     nor one of Fly's private names
   */
  public void requireSafeScheme() {
    if (!allowPlainHttp
        && "http".equalsIgnoreCase(uri.getScheme())
        && !PrivateHosts.contains(uri.getHost())) {
      throw new IllegalArgumentException(
          "The URL of "
              + uri.getHost()
              + " is plain http, which anybody on the way can read: use https, or allow plain http"
              + " for this server.");
    }
  }

  /** Names the server only: headers hold secrets. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

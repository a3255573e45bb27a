package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.auth.client.OAuthSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The address, credentials and limits of a remote server. Filled once, then only read. */
public final class RemoteSettings {
  /**
   * The HTTP dialect of the server. Each constant of the public {@code RemoteOptions.Dialect} holds
   * one of these, because internal packages do not depend on the public one.
   */
  public enum Dialect {
    /** Detected with the first message. */
    AUTO,
    /** Streamable HTTP, in the session era or the stateless one. */
    STREAMABLE_HTTP,
    /** HTTP+SSE of 2024-11-05. */
    LEGACY_SSE,
    /** The dialect of {@code flyctl mcp wrap}. */
    FLY_WRAP
  }

  public final URI uri;
  public final Map<String, Supplier<String>> headers = new LinkedHashMap<>();
  public Dialect dialect = Dialect.AUTO;
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

  /** How to sign in where the server asks for it; without effect beside an Authorization header. */
  public @Nullable OAuthSettings oauth;

  /** Settings with every default. */
  public RemoteSettings(URI uri) {
    this.uri = SafeTarget.requireHttp("The server's URL", uri);
  }

  /** Returns another instance with the same values. */
  public RemoteSettings copy() {
    RemoteSettings copy = new RemoteSettings(uri);
    copy.headers.putAll(headers);
    copy.dialect = dialect;
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
    copy.oauth = oauth;
    return copy;
  }

  /** Sets a header, in place of one with the same name in any case. */
  public void header(String name, Supplier<String> value) {
    headers.keySet().removeIf(name::equalsIgnoreCase);
    headers.put(name, value);
  }

  /** Returns whether the caller sends an Authorization header, so that nothing else signs in. */
  boolean hasOwnAuthorization() {
    return headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
  }

  /**
   * Refuses a URL that would carry messages and credentials in clear text over a network.
   *
   * @throws IllegalArgumentException if the URL is plain http and its host is neither this machine
   *     nor one of Fly's private names
   */
  public void requireSafeScheme() {
    SafeTarget.require("The server's URL", uri, allowPlainHttp);
  }

  /** Names the server only: headers hold secrets. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

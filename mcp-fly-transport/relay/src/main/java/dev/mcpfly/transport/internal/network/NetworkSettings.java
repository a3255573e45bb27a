package dev.mcpfly.transport.internal.network;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a network asks of its clients: an HTTP proxy, and a certificate authority of its own. Read
 * once from the environment, in the variables that other tools follow. Immutable.
 */
public final class NetworkSettings {
  private final @Nullable ProxyRules proxies;
  private final @Nullable SSLContext tls;

  private NetworkSettings(@Nullable ProxyRules proxies, @Nullable SSLContext tls) {
    this.proxies = proxies;
    this.tls = tls;
  }

  /**
   * Reads the settings.
   *
   * @param trustStore a PEM file, or a PKCS#12 or JKS store, with more certificate authorities, or
   *     null
   * @throws IllegalArgumentException if a variable or a file is of no use; the message never shows
   *     a password
   */
  public static NetworkSettings of(Map<String, String> environment, @Nullable Path trustStore) {
    return new NetworkSettings(
        ProxyRules.of(environment), TrustedCertificates.context(environment, trustStore));
  }

  /** Applies the settings; without any, the JVM's own defaults hold. */
  public HttpClient.Builder apply(HttpClient.Builder client) {
    if (proxies != null) {
      client.proxy(proxies);
    }
    if (tls != null) {
      client.sslContext(tls);
    }
    return client;
  }

  /** Returns the {@code Proxy-Authorization} of a request, or null if it takes none. */
  public @Nullable String proxyAuthorization(URI target) {
    return proxies == null ? null : proxies.authorization(target);
  }

  /** Whether clients of these and of other settings reach servers in the same way. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkSettings that
        && tls == that.tls
        && Objects.equals(proxies, that.proxies);
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(tls) + Objects.hashCode(proxies);
  }
}

package dev.mcpfly.transport.internal.network;

import dev.mcpfly.transport.internal.SafeTarget;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proxy, trust and plain-http rules for connections to other servers: through the HTTP proxy that
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} name, trusting
 * the certificate authorities of {@code SSL_CERT_FILE} and {@code NODE_EXTRA_CA_CERTS} beside the
 * JVM's own, and over plain http only where the connection cannot be intercepted. For HTTP clients
 * that are to follow the same rules. Immutable.
 */
public final class NetworkAccess {
  private final NetworkSettings settings;

  private NetworkAccess(NetworkSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads the settings.
   *
   * @param environment the variables to follow, such as {@link System#getenv()}
   * @param trustStore a PEM file, or a PKCS#12 or JKS store, with more certificate authorities; or
   *     null
   * @throws IllegalArgumentException if a variable or a file is invalid; the message never shows a
   *     password
   */
  public static NetworkAccess of(Map<String, String> environment, @Nullable Path trustStore) {
    return new NetworkAccess(NetworkSettings.of(environment, trustStore));
  }

  /**
   * Applies proxy and trust to a client; without any, the JVM's own defaults hold.
   *
   * @param client the client under construction
   */
  public HttpClient.Builder apply(HttpClient.Builder client) {
    return settings.apply(Objects.requireNonNull(client));
  }

  /**
   * Returns the value of the header {@code Proxy-Authorization} for a request, which is a secret.
   *
   * @param target where the request goes
   */
  public Optional<String> proxyAuthorization(URI target) {
    return Optional.ofNullable(settings.proxyAuthorization(target));
  }

  /**
   * Returns the URL if requests may be sent there: over https; over plain http to this machine or
   * one of Fly's private names; or over plain http anywhere with permission. The host is judged by
   * its name or literal address, never by DNS.
   *
   * @param what names the URL at the beginning of a sentence: {@code "The registry's URL"}
   * @param uri the URL
   * @param plainHttpAllowed whether the user permits plain http to any host
   * @throws IllegalArgumentException if it is not an absolute http or https URL with a host, holds
   *     a user or password, or is plain http without permission
   */
  public static URI requireSafe(String what, URI uri, boolean plainHttpAllowed) {
    return SafeTarget.require(what, uri, plainHttpAllowed);
  }

  /**
   * Returns whether a host is this machine: {@code localhost}, a name below it, or a loopback
   * address.
   *
   * @param host a name, or an address as {@link URI#getHost()} gives it
   */
  public static boolean isLoopback(@Nullable String host) {
    return SafeTarget.isLoopback(host);
  }
}

package dev.mcpfly.image.registry;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides which addresses have the same origin, and where plain http may be used. */
final class Origins {
  private Origins() {}

  /**
   * Returns the root of a registry's API: https, except for loopback registries, which have no
   * certificate.
   */
  static URI of(String registry) {
    String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
    URI https = URI.create("https://" + host);
    return isLoopback(https.getHost()) ? URI.create("http://" + host) : https;
  }

  static boolean same(URI a, URI b) {
    return scheme(a).equals(scheme(b)) && host(a).equals(host(b)) && port(a) == port(b);
  }

  /**
   * Returns whether an address may be requested: any address over https, and over http only from
   * loopback to loopback.
   */
  static boolean mayAsk(URI target, URI home) {
    return scheme(target).equals("https")
        || (scheme(target).equals("http")
            && isLoopback(target.getHost())
            && isLoopback(home.getHost()));
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || host.equals("[::1]")
            || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}"));
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String host(URI uri) {
    return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("http") ? 80 : 443;
  }
}

package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.util.Locale;

/** Compares and writes URLs as RFC 8707 and RFC 9728 require. */
final class Origins {
  private Origins() {}

  static boolean same(URI one, URI other) {
    return one.getScheme() != null
        && one.getHost() != null
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** Scheme, host and port, without a path. */
  static URI of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? 443 : 80;
    return URI.create(
        scheme
            + "://"
            + uri.getHost().toLowerCase(Locale.ROOT)
            + (uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort()));
  }

  /** Returns a server's URL as a resource identifier: no fragment, no needless slash at the end. */
  static String resource(URI server) {
    String path = server.getRawPath() == null ? "" : server.getRawPath();
    return of(server)
        + (path.equals("/") ? "" : path)
        + (server.getRawQuery() == null ? "" : "?" + server.getRawQuery());
  }

  /**
   * Returns whether a resource is the server itself, or a part of its origin that the server is
   * inside of.
   */
  static boolean covers(URI resource, URI server) {
    if (!same(resource, server)) {
      return false;
    }
    String outer = path(resource.normalize());
    String inner = path(server.normalize());
    return inner.equals(outer) || inner.startsWith(outer + "/");
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /**
   * Returns a well-known place for a URL: its path, without a slash at the end, comes behind the
   * well-known part (RFC 8414 §3.1, RFC 9728 §3.1).
   */
  static URI wellKnown(URI of, String name) {
    return URI.create(Origins.of(of) + "/.well-known/" + name + path(of));
  }

  /** Returns whether a URL has a path that counts. */
  static boolean hasPath(URI uri) {
    return !path(uri).isEmpty();
  }

  /** Returns the well-known place of OpenID Connect, behind the path. */
  static URI appended(URI of, String name) {
    return URI.create(Origins.of(of) + path(of) + "/.well-known/" + name);
  }
}

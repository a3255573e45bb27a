package dev.mcpfly.transport.internal.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which HTTP proxy a request takes, by the variables that curl, Node.js, Python and Go follow:
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in either case.
 * This machine itself is always reached directly. Immutable.
 */
final class ProxyRules extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private record Target(InetSocketAddress address, @Nullable String authorization) {}

  private final @Nullable Target https;
  private final @Nullable Target http;
  private final List<String> exceptions;

  private ProxyRules(@Nullable Target https, @Nullable Target http, List<String> exceptions) {
    this.https = https;
    this.http = http;
    this.exceptions = exceptions;
  }

  /**
   * Reads the rules; null if the variables name no proxy.
   *
   * @throws IllegalArgumentException if a variable names something that is not an HTTP proxy
   */
  static @Nullable ProxyRules of(Map<String, String> environment) {
    Target all = target(environment, "ALL_PROXY");
    Target https = target(environment, "HTTPS_PROXY");
    Target http = target(environment, "HTTP_PROXY");
    if (all == null && https == null && http == null) {
      return null;
    }
    return new ProxyRules(
        https == null ? all : https,
        http == null ? all : http,
        words(value(environment, "NO_PROXY")));
  }

  private static String value(Map<String, String> environment, String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT), name)
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .orElse("")
        .strip();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(words);
  }

  private static @Nullable Target target(Map<String, String> environment, String name) {
    String text = value(environment, name);
    if (text.isEmpty()) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      // Neither the value nor the cause, which quotes it: it may hold a password.
      throw new IllegalArgumentException(wrong(name));
    }
    if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(wrong(name));
    }
    String user = uri.getUserInfo();
    String authorization =
        user == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    return new Target(
        new InetSocketAddress(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()),
        authorization);
  }

  private static String wrong(String name) {
    return "The environment variable "
        + name
        + " does not name an HTTP proxy: use http://host:port, or http://user:password@host:port.";
  }

  private @Nullable Target target(URI uri) {
    String host = uri.getHost();
    if (host == null || isLocal(host) || isExcepted(host, uri)) {
      return null;
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
  }

  private static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.[0-9]{1,3}){3}");
  }

  private boolean isExcepted(String host, URI uri) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    int port = uri.getPort() < 0 ? standard : uri.getPort();
    for (String exception : exceptions) {
      String pattern = exception;
      int colon = pattern.lastIndexOf(':');
      if (colon > 0 && pattern.indexOf(':') == colon) {
        if (!pattern.substring(colon + 1).equals(String.valueOf(port))) {
          continue;
        }
        pattern = pattern.substring(0, colon);
      }
      if (pattern.equals("*") || Subnet.contains(pattern, name)) {
        return true;
      }
      String suffix = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
      String bare = suffix.startsWith(".") ? suffix.substring(1) : suffix;
      if (name.equals(bare) || name.endsWith("." + bare)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Proxy> select(URI uri) {
    Target target = target(uri);
    return List.of(target == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, target.address()));
  }

  /** Returns what the proxy of a request wants as {@code Proxy-Authorization}, or null. */
  @Nullable String authorization(URI uri) {
    Target target = target(uri);
    return target == null ? null : target.authorization();
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails, and says so.
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProxyRules that
        && Objects.equals(https, that.https)
        && Objects.equals(http, that.http)
        && exceptions.equals(that.exceptions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(https, http, exceptions);
  }
}

package dev.mcpfly.api.internal;

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
import org.jspecify.annotations.Nullable;

/**
 * Chooses a proxy as most command-line programs do: by {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}, in upper or lower case. Loopback addresses are never sent to a proxy. Text
 * forms never show a proxy's password.
 */
public final class ProxyRules extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  /** A proxy and its login; a class, as a record would show the login. */
  private static final class Route {
    final Proxy proxy;
    final @Nullable String authorization;

    Route(Proxy proxy, @Nullable String authorization) {
      this.proxy = proxy;
      this.authorization = authorization;
    }
  }

  private final @Nullable Route secure;
  private final @Nullable Route plain;
  private final List<String> exceptions;

  private ProxyRules(@Nullable Route secure, @Nullable Route plain, List<String> exceptions) {
    this.secure = secure;
    this.plain = plain;
    this.exceptions = exceptions;
  }

  /**
   * Reads the variables, or returns null if they name no proxy.
   *
   * @throws IllegalArgumentException naming a variable that is not the address of a proxy
   */
  public static @Nullable ProxyRules from(Map<String, String> environment) {
    Route secure = route(environment, "HTTPS_PROXY");
    Route plain = route(environment, "HTTP_PROXY");
    if (secure == null && plain == null) {
      return null;
    }
    List<String> exceptions = new ArrayList<>();
    for (String one : variable(environment, "NO_PROXY").split("[,\\s]+", -1)) {
      if (!one.isEmpty()) {
        exceptions.add(one.toLowerCase(Locale.ROOT));
      }
    }
    return new ProxyRules(secure, plain, exceptions);
  }

  private static String variable(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    return (lower.isBlank() ? environment.getOrDefault(name, "") : lower).strip();
  }

  private static @Nullable Route route(Map<String, String> environment, String name) {
    String text = variable(environment, name);
    if (text.isEmpty()) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw notProxy(name);
    }
    if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw notProxy(name);
    }
    String user = uri.getUserInfo();
    String authorization =
        user == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    return new Route(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(bare, port)), authorization);
  }

  private static IllegalArgumentException notProxy(String name) {
    return new IllegalArgumentException(
        name
            + " is not the address of an HTTP proxy; use, for example, http://proxy.local:3128 or"
            + " http://user:password@proxy.local:3128, with %40 for an @ in the password.");
  }

  @Override
  public List<Proxy> select(URI uri) {
    Route route = route(uri);
    return route == null ? DIRECT : List.of(route.proxy);
  }

  /** Returns the value of {@code Proxy-Authorization} for a request, or null if it needs none. */
  public @Nullable String authorization(URI uri) {
    Route route = route(uri);
    return route == null ? null : route.authorization;
  }

  private @Nullable Route route(URI uri) {
    Route route = "https".equalsIgnoreCase(uri.getScheme()) ? secure : plain;
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean direct =
        route == null
            || bare.equals("localhost")
            || bare.startsWith("127.")
            || bare.equals("::1")
            || exceptions.stream().anyMatch(rule -> covers(rule, bare, uri.getPort()));
    return direct ? null : route;
  }

  private static boolean covers(String rule, String host, int port) {
    if (rule.equals("*")) {
      return true;
    }
    String name = rule;
    int colon = name.lastIndexOf(':');
    if (colon > 0 && name.indexOf(':') == colon) {
      if (!name.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = name.substring(0, colon);
    }
    if (name.startsWith("*")) {
      name = name.substring(1);
    }
    String suffix = name.startsWith(".") ? name : "." + name;
    return host.equals(suffix.substring(1)) || host.endsWith(suffix);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // the failure of the request says it
  }
}

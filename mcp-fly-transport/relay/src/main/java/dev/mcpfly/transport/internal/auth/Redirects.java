package dev.mcpfly.transport.internal.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for redirect URIs: which ones a client may register, and which ones are the same. */
final class Redirects {
  static final int MOST = 10;
  static final int LONGEST_ALL = 2000;

  /** URIs with a scheme of an application that are known to be that application's. */
  private static final Set<String> APPLICATIONS =
      Set.of("cursor://anysphere.cursor-mcp/oauth/callback");

  private Redirects() {}

  /** Returns whether a client may register this URI. */
  static boolean isAcceptable(String text) {
    if (APPLICATIONS.contains(text)) {
      return true;
    }
    URI uri = parse(text);
    if (uri == null || uri.getHost() == null || uri.getPath() == null) {
      return false;
    }
    String scheme = uri.getScheme();
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(uri.getHost()));
  }

  private static @Nullable URI parse(String text) {
    boolean plain =
        text.length() <= LONGEST_ALL
            && text.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '\\' && c != '#');
    if (!plain) {
      return null;
    }
    try {
      URI uri = new URI(text);
      // The scheme in lower case only, so that what is compared as text is not spelled in two ways.
      return uri.getScheme() != null
              && uri.getScheme().equals(uri.getScheme().toLowerCase(Locale.ROOT))
              && uri.getRawUserInfo() == null
              && !text.contains("@")
          ? uri
          : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The loopback hosts that RFC 8252 and the MCP specification name, and no other spelling. */
  static boolean isLoopback(@Nullable String host) {
    return "127.0.0.1".equals(host) || "[::1]".equals(host) || "localhost".equals(host);
  }

  /** Returns whether a program on the user's own machine gets the answer, and not a remote host. */
  static boolean isLocal(String text) {
    URI uri = parse(text);
    return uri != null && "http".equals(uri.getScheme()) && isLoopback(uri.getHost());
  }

  /** Finds what was registered: the same text, or, on loopback, the same with another port. */
  static boolean isRegistered(List<String> registered, String given) {
    if (registered.contains(given)) {
      return isAcceptable(given);
    }
    if (!isLocal(given)) {
      return false;
    }
    String without = withoutPort(given);
    return registered.stream().anyMatch(each -> isLocal(each) && withoutPort(each).equals(without));
  }

  private static String withoutPort(String loopback) {
    URI uri = URI.create(loopback);
    String query = uri.getRawQuery();
    return uri.getHost() + uri.getRawPath() + (query == null ? "" : "?" + query);
  }

  /** Returns the host that gets the answer, or the scheme of the application. */
  static String host(String text) {
    URI uri = URI.create(text);
    String scheme = uri.getScheme();
    if (scheme.equals("https") || scheme.equals("http")) {
      return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
    return "the application for " + scheme + ":// links";
  }

  /** Adds parameters, encoded, to a redirect URI. */
  static String with(String redirect, String... parameters) {
    StringBuilder out = new StringBuilder(redirect);
    char next = redirect.indexOf('?') < 0 ? '?' : '&';
    for (int i = 0; i + 1 < parameters.length; i += 2) {
      if (!parameters[i + 1].isEmpty()) {
        out.append(next)
            .append(parameters[i])
            .append('=')
            .append(
                java.net.URLEncoder.encode(
                    parameters[i + 1], java.nio.charset.StandardCharsets.UTF_8));
        next = '&';
      }
    }
    return out.toString();
  }
}

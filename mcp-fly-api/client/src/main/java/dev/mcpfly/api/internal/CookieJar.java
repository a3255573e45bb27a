package dev.mcpfly.api.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cookies that a server sets, for the same host and below the given path only. Fly sets
 * one per app, so a reader reaches the server that knows about the latest write. (The JDK's jar
 * answers a cookie that has Max-Age in a notation that servers no longer read.)
 */
public final class CookieJar {
  private static final int MOST = 500;

  private record Cookie(String header, String host, String path, @Nullable Instant until) {}

  private final Map<String, Cookie> cookies = new LinkedHashMap<>();

  /** Stores the cookies of {@code Set-Cookie} headers. */
  public synchronized void store(URI uri, List<String> headers, Instant now) {
    for (String header : headers) {
      String[] parts = header.split(";", -1);
      int equals = parts[0].indexOf('=');
      if (equals <= 0) {
        continue;
      }
      String name = parts[0].substring(0, equals).strip();
      String path = parentOf(uri.getPath());
      Instant until = null;
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].strip().split("=", 2);
        String attribute = pair[0].strip().toLowerCase(Locale.ROOT);
        String value = pair.length == 2 ? pair[1].strip() : "";
        if (attribute.equals("path") && value.startsWith("/")) {
          path = value;
        } else if (attribute.equals("max-age") && value.matches("-?\\d{1,9}")) {
          until = now.plus(Duration.ofSeconds(Long.parseLong(value)));
        }
      }
      String key = uri.getHost() + " " + path + " " + name;
      cookies.remove(key);
      if (until == null || until.isAfter(now)) {
        cookies.put(key, new Cookie(parts[0].strip(), String.valueOf(uri.getHost()), path, until));
        if (cookies.size() > MOST) {
          cookies.remove(cookies.keySet().iterator().next());
        }
      }
    }
  }

  /** Returns the {@code Cookie} header for a request, or null if there is none to send. */
  public synchronized @Nullable String header(URI uri, Instant now) {
    StringBuilder result = new StringBuilder();
    String host = String.valueOf(uri.getHost());
    for (Cookie cookie : cookies.values()) {
      if (cookie.host().equals(host)
          && covers(cookie.path(), uri.getPath())
          && (cookie.until() == null || cookie.until().isAfter(now))) {
        result.append(result.length() == 0 ? "" : "; ").append(cookie.header());
      }
    }
    return result.length() == 0 ? null : result.toString();
  }

  private static boolean covers(String path, String requested) {
    return requested.startsWith(path)
        && (path.endsWith("/")
            || requested.length() == path.length()
            || requested.charAt(path.length()) == '/');
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}

package dev.mcpfly.transport.internal.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The ways in which servers may read one URI: as it is written, or with escapes decoded, dot
 * segments removed and letters in lower case where they do not matter (RFC 3986 section 6, and what
 * WHATWG's URL parser does beyond it). A rule must hold for each of them.
 */
final class UriSpellings {
  /** Who decodes more often than this is not reading a URI any more. */
  private static final int MOST_DECODINGS = 4;

  /** Schemes whose host may follow any number of slashes. */
  private static final Set<String> WEB = Set.of("http", "https", "ws", "wss", "ftp");

  private UriSpellings() {}

  /**
   * Returns the spellings of a URI, itself first; empty if it has more than a server could mean.
   */
  static Set<String> of(String uri) {
    Set<String> all = new LinkedHashSet<>();
    String now = uri;
    for (int i = 0; i <= MOST_DECODINGS; i++) {
      all.add(now);
      all.add(normalized(now, true));
      all.add(normalized(now, false));
      String decoded = decoded(now);
      if (decoded.equals(now)) {
        return all;
      }
      now = decoded;
    }
    return Set.of();
  }

  /** Returns a spelling without what comes behind the path, and without a slash at its end. */
  static String path(String spelling) {
    int end = end(spelling, 0);
    while (end > 1 && spelling.charAt(end - 1) == '/') {
      end--;
    }
    return spelling.substring(0, end);
  }

  /** Returns where the query or the fragment begins. */
  private static int end(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    return end;
  }

  /**
   * Normalizes a URI.
   *
   * @param strict whether what follows {@code //} is a host; if not, it is the beginning of the
   *     path, as for servers that cut off the scheme and take the rest, or files of any host
   */
  private static String normalized(String uri, boolean strict) {
    String text = cleaned(uri);
    int colon = text.indexOf(':');
    if (colon < 1 || !isScheme(text, colon)) {
      return text;
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = text.substring(colon + 1);
    boolean file = scheme.equals("file");
    if (!rest.startsWith("//")) {
      if (file) {
        rest = "//" + (rest.startsWith("/") ? "" : "/") + rest;
      } else if (strict || !WEB.contains(scheme)) {
        int end = end(rest, 0);
        return scheme + ":" + withoutDots(rest.substring(0, end)) + rest.substring(end);
      }
    }
    int end = end(rest, 0);
    int from = 0;
    if (strict || file) {
      from = 2;
      while (from < end && rest.charAt(from) != '/') {
        from++;
      }
    } else {
      while (from < end && rest.charAt(from) == '/') {
        from++;
      }
    }
    String host = strict ? host(scheme, rest.substring(2, from)) : "";
    String path = rest.substring(from, end);
    path = strict || file ? withoutDots(path) : withoutDots("/" + path).substring(1);
    return scheme + "://" + host + path + rest.substring(end);
  }

  /**
   * Cleans a text as parsers do: removes line ends, tabs and outer spaces, and turns backslashes
   * into slashes.
   */
  private static String cleaned(String uri) {
    StringBuilder out = new StringBuilder(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c != '\t' && c != '\n' && c != '\r') {
        out.append(c == '\\' ? '/' : c);
      }
    }
    int start = 0;
    int end = out.length();
    while (start < end && out.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && out.charAt(end - 1) <= ' ') {
      end--;
    }
    return out.substring(start, end);
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }

  private static String host(String scheme, String authority) {
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    String port = scheme.equals("https") ? ":443" : scheme.equals("http") ? ":80" : ":";
    if (host.endsWith(port)) {
      host = host.substring(0, host.length() - port.length());
    }
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    return scheme.equals("file") && host.equals("localhost") ? "" : host;
  }

  /** Returns a path without dot segments and empty segments. */
  private static String withoutDots(String path) {
    if (path.indexOf('.') < 0 && !path.contains("//")) {
      return path;
    }
    ArrayDeque<String> kept = new ArrayDeque<>();
    String[] segments = path.split("/", -1);
    boolean directory = false;
    for (String segment : segments) {
      directory = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!directory) {
        kept.add(segment);
      }
    }
    String joined = String.join("/", kept);
    return (path.startsWith("/") ? "/" : "") + joined + (directory && !joined.isEmpty() ? "/" : "");
  }

  /**
   * Returns a text with its escapes decoded once; one of an asterisk stays, which is a wildcard in
   * rules.
   */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' && i + 2 < bytes.length ? hex(bytes[i + 1], bytes[i + 2]) : -1;
      if (value < 0 || value == '*') {
        out.write(bytes[i]);
      } else {
        out.write(value);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int hex(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }
}

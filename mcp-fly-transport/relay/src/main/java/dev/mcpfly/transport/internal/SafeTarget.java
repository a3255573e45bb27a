package dev.mcpfly.transport.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for where messages, credentials and sign-in requests may be sent: over TLS; over
 * plain http to this machine or to one of Fly's private names, whose traffic is inside WireGuard;
 * or over plain http anywhere with the user's explicit permission.
 *
 * <p>Hosts are judged by their name or literal address, never by asking DNS, whose answer another
 * may choose. Redirects and URLs that a server names are judged like the first one.
 */
public final class SafeTarget {
  private SafeTarget() {}

  /**
   * Returns the URL if messages and credentials may be sent there.
   *
   * @param what names the URL at the beginning of a sentence: {@code "The server's URL"}
   * @param plainHttpAllowed whether the user permits plain http to any host
   * @throws IllegalArgumentException if it is not an absolute http or https URL with a host, holds
   *     a user or password, or is plain http to a host that is not private without permission
   */
  public static URI require(String what, URI uri, boolean plainHttpAllowed) {
    requireHttp(what, uri);
    if (!plainHttpAllowed && !isSafe(uri)) {
      throw new IllegalArgumentException(
          what
              + " is plain http to "
              + Text.excerpt(uri.getHost())
              + ", which others on the network can read: use https, or allow plain http for this"
              + " server.");
    }
    return uri;
  }

  /**
   * Returns the URL if it is one that HTTP can be spoken to, safe or not.
   *
   * @param what names the URL at the beginning of a sentence
   * @throws IllegalArgumentException if it is not an absolute http or https URL with a host, or
   *     holds a user or password
   */
  public static URI requireHttp(String what, URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          what
              + " must begin with https:// or http://, but "
              + (scheme.isEmpty()
                  ? "has no scheme."
                  : "begins with \"" + Text.excerpt(scheme, 40) + ":\"."));
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          what + " must name a host, as in https://mcp.example.com/mcp.");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          what
              + " must not hold a user or password: pass credentials as options, which stay out of"
              + " logs.");
    }
    return uri;
  }

  /** Returns whether the URL is https, or plain http to a private host. */
  public static boolean isSafe(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        || ("http".equalsIgnoreCase(uri.getScheme()) && isPrivateHost(uri.getHost()));
  }

  /**
   * Returns whether plain http to this host never leaves the machine, or leaves it only encrypted.
   *
   * @param host a name, or an address as {@link URI#getHost()} gives it, IPv6 in brackets
   */
  public static boolean isPrivateHost(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return isLoopback(name) || endsWith(name, ".internal") || endsWith(name, ".flycast");
  }

  /**
   * Returns whether the host is this machine: {@code localhost}, a name below it, or a loopback
   * address.
   *
   * @param host a name, or an address as {@link URI#getHost()} gives it, IPv6 in brackets
   */
  public static boolean isLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      return isLoopbackLiteral(name.substring(1, name.length() - 1));
    }
    return name.equals("localhost") || endsWith(name, ".localhost") || isLoopbackIpv4(name);
  }

  private static boolean endsWith(String name, String suffix) {
    int first = name.length() - suffix.length();
    return first > 0 && name.endsWith(suffix) && name.charAt(first - 1) != '.';
  }

  private static boolean isLoopbackLiteral(String address) {
    if (address.indexOf(':') < 0 || address.indexOf('%') >= 0) {
      return false;
    }
    try {
      // With a colon it is a literal or an error, never a name to look up.
      return InetAddress.getByName("[" + address + "]").isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Four decimal numbers: resolvers read {@code 127.1}, octal and hexadecimal each in their way.
   */
  private static boolean isLoopbackIpv4(String name) {
    // By hand: every request to a relay is asked for its Host.
    if (!name.startsWith("127.")) {
      return false;
    }
    int from = 4;
    for (int part = 2; part < 4; part++) {
      int dot = name.indexOf('.', from);
      if (dot < 0 || !isByte(name, from, dot)) {
        return false;
      }
      from = dot + 1;
    }
    return isByte(name, from, name.length());
  }

  /** Whether a part of a text is a decimal number up to 255, without leading zeros. */
  private static boolean isByte(String text, int from, int to) {
    if (to <= from || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
      return false;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      value = 10 * value + c - '0';
    }
    return value <= 255;
  }
}

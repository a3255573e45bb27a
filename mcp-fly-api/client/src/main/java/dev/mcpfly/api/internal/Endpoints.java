package dev.mcpfly.api.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a token may go: over TLS anywhere; over plain HTTP only to this computer and to
 * Fly's private network, whose traffic is encrypted by WireGuard. Anything else needs an explicit
 * permission.
 */
public final class Endpoints {
  private Endpoints() {}

  /** Returns why credentials must not be sent to an address, or null if they may. */
  public static @Nullable String objection(URI uri, boolean plainHttpAllowed) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = host(uri);
    if (uri.getRawUserInfo() != null) {
      return "must not contain a user name or a password";
    }
    if (host.isEmpty() || !(scheme.equals("https") || scheme.equals("http"))) {
      return "must be an address such as https://api.machines.dev";
    }
    if (scheme.equals("http") && !plainHttpAllowed && !isPrivate(host)) {
      return "must use https, because credentials go over plain HTTP only to this computer and to"
          + " Fly's private network (allowPlainHttp(true) allows it anywhere)";
    }
    return null;
  }

  private static String host(URI uri) {
    if (uri.getHost() != null) {
      return uri.getHost();
    }
    // Names such as _api.internal are not host names to java.net.URI.
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int colon = authority.lastIndexOf(':');
    String name = colon < 0 ? authority : authority.substring(0, colon);
    return name.matches("[A-Za-z0-9._-]+") ? name : "";
  }

  /** Returns whether a host is this computer or in Fly's private network. Nothing is resolved. */
  public static boolean isPrivate(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.contains(":") || name.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      return isPrivateAddress(name);
    }
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.endsWith(".internal")
        || name.endsWith(".flycast");
  }

  private static boolean isPrivateAddress(String literal) {
    try {
      InetAddress address = InetAddress.getByName(literal);
      byte[] bytes = address.getAddress();
      boolean sixPn = bytes.length == 16 && bytes[0] == (byte) 0xfd && bytes[1] == (byte) 0xaa;
      return address.isLoopbackAddress() || sixPn;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

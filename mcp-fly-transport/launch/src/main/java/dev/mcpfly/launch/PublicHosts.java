package dev.mcpfly.launch;

import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Checks the URLs to which a registry refers. Hosts are judged by name or literal address, never by
 * DNS, whose answer another may choose.
 */
final class PublicHosts {
  private static final List<String> PRIVATE_SUFFIXES =
      List.of(".localhost", ".internal", ".flycast", ".local", ".localdomain", ".home.arpa");

  private PublicHosts() {}

  /**
   * Returns the URL if it is https to a host that is not private by its looks, or leads to this
   * machine and the registry is there too.
   *
   * @param what names the URL at the beginning of a sentence
   * @param uri named by a registry or a server
   * @param registry where the registry is
   * @throws RegistryException if it is anything else
   */
  static URI require(String what, URI uri, URI registry) {
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null) {
      throw new RegistryException(
          "%s must be an https URL with a host and without a user, but is \"%s\"."
              .formatted(what, Texts.excerpt(withoutUser(uri), 200)));
    }
    if (NetworkAccess.isLoopback(host) && NetworkAccess.isLoopback(registry.getHost())) {
      return uri;
    }
    if (!"https".equalsIgnoreCase(uri.getScheme()) || !isPublic(host)) {
      throw new RegistryException(
          "%s leads to \"%s\", which is not an https URL of a public host; no request was sent."
              .formatted(what, Texts.excerpt(uri.getScheme() + "://" + host, 200)));
    }
    return uri;
  }

  private static String withoutUser(URI uri) {
    return uri.toString().replaceFirst("//[^/@]*@", "//***@");
  }

  /** Returns whether a host looks like one of the internet. */
  static boolean isPublic(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    if (name.startsWith("[")) {
      return isPublicIpv6(name);
    }
    if (NetworkAccess.isLoopback(name)
        || name.indexOf('.') < 0
        || PRIVATE_SUFFIXES.stream().anyMatch(name::endsWith)) {
      return false;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.matches("[0-9].*|0x[0-9a-f]*") ? isPublicIpv4(name) : true;
  }

  private static boolean isPublicIpv4(String name) {
    String[] parts = name.split("\\.", -1);
    int[] bytes = new int[4];
    if (parts.length != bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!parts[i].matches("0|[1-9][0-9]{0,2}")) {
        return false;
      }
      bytes[i] = Integer.parseInt(parts[i]);
    }
    return switch (bytes[0]) {
      case 0, 10, 127 -> false;
      case 100 -> bytes[1] < 64 || bytes[1] > 127;
      case 169 -> bytes[1] != 254;
      case 172 -> bytes[1] < 16 || bytes[1] > 31;
      case 192 -> bytes[1] != 168 && !(bytes[1] == 0 && bytes[2] == 0);
      case 198 -> bytes[1] != 18 && bytes[1] != 19;
      default -> bytes[0] < 224;
    };
  }

  private static boolean isPublicIpv6(String literal) {
    try {
      InetAddress address = InetAddress.getByName(literal); // in brackets it is never looked up
      if (!(address instanceof Inet6Address)) {
        return isPublicIpv4(String.valueOf(address.getHostAddress()));
      }
      // Only 2000::/3 is the internet; 64:ff9b::/96 and 2002::/16 carry addresses of IPv4.
      byte[] bytes = address.getAddress();
      return (bytes[0] & 0xe0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] == 0x02);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

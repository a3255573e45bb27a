package dev.mcpfly.transport.internal.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Distinguishes addresses of the public internet from all others (RFC 6890). */
public final class PublicAddresses {
  /** Finds the addresses of a host. */
  public interface Resolver {
    /** Returns all addresses. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Networks that are not public, as first bytes and the number of bits that count. */
  private static final int[][] V4 = {
    {0, 0, 0, 0, 8},
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10},
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16},
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24},
    {192, 0, 2, 0, 24},
    {192, 31, 196, 0, 24},
    {192, 52, 193, 0, 24},
    {192, 88, 99, 0, 24},
    {192, 168, 0, 0, 16},
    {192, 175, 48, 0, 24},
    {198, 18, 0, 0, 15},
    {198, 51, 100, 0, 24},
    {203, 0, 113, 0, 24},
    {224, 0, 0, 0, 3},
  };

  private PublicAddresses() {}

  /** Returns whether a host name can only be one of a private network. */
  public static boolean isPrivateName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return bare.indexOf('.') < 0
        || bare.endsWith(".internal")
        || bare.endsWith(".flycast")
        || bare.endsWith(".localhost")
        || bare.endsWith(".local")
        || bare.endsWith(".lan")
        || bare.endsWith(".home.arpa");
  }

  /** Returns whether an address belongs to the public internet. */
  public static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!(address instanceof Inet6Address)) {
      return isPublicV4(bytes);
    }
    // Global unicast is 2000::/3; in there are tunnels, documentation, and protocol assignments.
    if ((bytes[0] & 0xE0) != 0x20) {
      return false;
    }
    int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    int second = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    boolean special =
        first == 0x2002
            || (first == 0x2001 && second < 0x0200)
            || (first == 0x2001 && second == 0x0DB8)
            || (first == 0x3FFF && second < 0x1000)
            || (first == 0x2620 && second == 0x004F);
    return !special;
  }

  private static boolean isPublicV4(byte[] bytes) {
    long address = number(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF, bytes[3] & 0xFF);
    for (int[] network : V4) {
      int shift = 32 - network[4];
      if (address >> shift == number(network[0], network[1], network[2], network[3]) >> shift) {
        return false;
      }
    }
    return true;
  }

  private static long number(int a, int b, int c, int d) {
    return (long) a << 24 | (long) b << 16 | (long) c << 8 | d;
  }
}

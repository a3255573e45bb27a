package dev.mcpfly.transport.internal.auth.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Tells addresses of the public internet from those that only a network of somebody's own has. */
final class PublicAddress {
  private PublicAddress() {}

  /** Whether an address may be asked for because a public server named it (RFC 6890). */
  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return is4(bytes);
    }
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    int second = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    if (first == 0x0064 && second == 0xFF9B) {
      // NAT64: the well-known prefix leads to the IPv4 address at its end, others are local.
      return bytes[4] == 0 && bytes[5] == 0 && is4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if (first == 0x2002) {
      return is4(Arrays.copyOfRange(bytes, 2, 6));
    }
    if (first == 0x2001 && second < 0x0200) {
      return false;
    }
    if (first == 0x2001 && second == 0x0DB8) {
      return false;
    }
    // Only this block is given out at all; unique local, mapped and compatible ones are elsewhere.
    return (first & 0xE000) == 0x2000;
  }

  private static boolean is4(byte[] bytes) {
    int a = bytes[0] & 0xFF;
    int b = bytes[1] & 0xFF;
    int c = bytes[2] & 0xFF;
    return !(a == 0
        || a == 10
        || a == 127
        || (a == 100 && (b & 0xC0) == 64)
        || (a == 169 && b == 254)
        || (a == 172 && (b & 0xF0) == 16)
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b & 0xFE) == 18)
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 224);
  }
}

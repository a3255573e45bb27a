package dev.mcpfly.transport.internal.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses within a block such as {@code 10.0.0.0/8}; names are never looked up. */
final class Subnet {
  /** Anything larger would be taken for a name, and looked up. */
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private Subnet() {}

  /** Returns whether the host is a literal address within the block. */
  static boolean contains(String block, String host) {
    int slash = block.indexOf('/');
    if (slash < 0 || !isLiteral(host) || !isLiteral(block.substring(0, slash))) {
      return false;
    }
    try {
      byte[] network = InetAddress.getByName(block.substring(0, slash)).getAddress();
      byte[] address = InetAddress.getByName(host).getAddress();
      int bits = Integer.parseInt(block.substring(slash + 1));
      if (network.length != address.length || bits < 0 || bits > 8 * network.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((network[i / 8] & mask) != (address[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean isLiteral(String text) {
    return text.matches(OCTET + "(\\." + OCTET + "){3}") || text.matches("[0-9a-f:.]*:[0-9a-f:.]*");
  }
}

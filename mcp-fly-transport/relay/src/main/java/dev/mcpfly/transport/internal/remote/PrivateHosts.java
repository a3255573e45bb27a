package dev.mcpfly.transport.internal.remote;

import java.util.Locale;

/** The hosts to which plain http never leaves the machine, or leaves it only encrypted. */
final class PrivateHosts {
  private PrivateHosts() {}

  /**
   * Whether the host is this machine (by name or literal address, never by asking DNS) or one of
   * Fly's private names, whose traffic is inside WireGuard.
   */
  static boolean contains(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]")
        || name.matches("127(\\.\\d{1,3}){3}")
        || name.endsWith(".internal")
        || name.endsWith(".flycast");
  }
}

package dev.mcpfly.launch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment is reached, as its record has it.
 *
 * @param kind from where
 * @param port at which port: 0 for the usual one of the kind
 * @param gateway the address of the gateway in front; empty without one
 */
record Reach(Kind kind, int port, String gateway) {
  private static final String GATEWAY = "gateway:";

  /** From where it is reached. */
  enum Kind {
    /** From the internet, over HTTPS. */
    PUBLIC,
    /** From the organization's private network, through Fly's proxy. */
    FLYCAST,
    /** From the organization's private network, the machine itself. */
    INTERNAL,
    /** Through a gateway that replays requests. */
    GATEWAY
  }

  static Reach of(Kind kind) {
    return new Reach(kind, 0, "");
  }

  static Reach gateway(String address) {
    return new Reach(Kind.GATEWAY, 0, address);
  }

  Reach atPort(int newPort) {
    return new Reach(kind, newPort, gateway);
  }

  /** Reads what {@link #text} wrote; null for what this version does not know. */
  static @Nullable Reach parse(String text) {
    if (text.startsWith(GATEWAY)) {
      return gateway(text.substring(GATEWAY.length()));
    }
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    try {
      Kind kind = Kind.valueOf(name.toUpperCase(Locale.ROOT));
      return new Reach(kind, colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1)), "");
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Writes it as one word for a machine's metadata. */
  String text() {
    if (kind == Kind.GATEWAY) {
      return GATEWAY + gateway;
    }
    String name = kind.name().toLowerCase(Locale.ROOT);
    return port == 0 ? name : name + ":" + port;
  }
}

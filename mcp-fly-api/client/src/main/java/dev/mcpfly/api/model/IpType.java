package dev.mcpfly.api.model;

import java.util.Objects;

/**
 * A kind of IP address that an app can be assigned. An open value: what a newer server says is kept
 * as it is.
 *
 * @param value the API's spelling
 */
public record IpType(String value) {

  /** A dedicated public IPv4 address; costs money. */
  public static final IpType V4 = new IpType("v4");

  /** A dedicated public IPv6 address. */
  public static final IpType V6 = new IpType("v6");

  /** A public IPv4 address shared with other apps; one per app. */
  public static final IpType SHARED_V4 = new IpType("shared_v4");

  /** A Flycast address: private, and behind the Fly Proxy. */
  public static final IpType PRIVATE_V6 = new IpType("private_v6");

  /** A fixed IPv4 address for outgoing connections. */
  public static final IpType EGRESS_V4 = new IpType("egress_v4");

  /** A fixed IPv6 address for outgoing connections. */
  public static final IpType EGRESS_V6 = new IpType("egress_v6");

  /** A pair of fixed addresses for outgoing connections. */
  public static final IpType EGRESS_PAIR = new IpType("egress_pair");

  /** Refuses null. */
  public IpType {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the one with the API's spelling. */
  public static IpType of(String value) {
    return new IpType(value);
  }

  /** Returns the API's spelling. */
  @Override
  public String toString() {
    return value;
  }
}

package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An IP address of an app.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record IpAssignment(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an IP assignment")
          .texts("ip", "type", "region", "service_name")
          .flags("shared", "egress")
          .times("created_at")
          .object("ip_pair", Pair::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public IpAssignment {
    SHAPE.check(json);
  }

  /** Returns the address; empty for a pair. */
  public Optional<String> ip() {
    return Fields.text(json, "ip");
  }

  /** Returns the addresses of an egress pair. */
  public Optional<Pair> pair() {
    return Fields.object(json, "ip_pair", Pair::new);
  }

  /** Returns the kind, where the server says it. */
  public Optional<Type> type() {
    return Optional.ofNullable(json.text("type")).map(Type::of);
  }

  /** Returns the region, {@code global} for anycast addresses. */
  public Optional<String> region() {
    return Fields.text(json, "region");
  }

  /** Returns whether other apps share the address. */
  public boolean shared() {
    return json.flag("shared", false);
  }

  /** Returns whether the address is for outgoing connections. */
  public boolean egress() {
    return json.flag("egress", false);
  }

  /** Returns the service that the address belongs to. */
  public Optional<String> serviceName() {
    return Fields.text(json, "service_name");
  }

  /** Returns when the address was assigned. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns whether this is a Flycast address, reachable from the private network only. */
  public boolean isPrivate() {
    return json.text("ip", "").startsWith("fdaa:");
  }

  /** Returns whether the address accepts connections from the internet. */
  public boolean isPublic() {
    return ip().isPresent() && !isPrivate() && !egress();
  }

  /**
   * A pair of addresses for outgoing connections.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Pair(JsonObject json) implements JsonModel {
    private static final Shape SHAPE = Shape.of("an IP pair").texts("v4", "v6").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Pair {
      SHAPE.check(json);
    }

    /** Returns the IPv4 address. */
    public Optional<String> v4() {
      return Fields.text(json, "v4");
    }

    /** Returns the IPv6 address. */
    public Optional<String> v6() {
      return Fields.text(json, "v6");
    }
  }

  /**
   * A kind of IP address that an app can be assigned. Open-ended: a value that a newer server adds
   * is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record Type(String value) {

    /** A dedicated public IPv4 address; costs money. */
    public static final Type V4 = new Type("v4");

    /** A dedicated public IPv6 address. */
    public static final Type V6 = new Type("v6");

    /** A public IPv4 address shared with other apps; one per app. */
    public static final Type SHARED_V4 = new Type("shared_v4");

    /** A Flycast address: private, and behind the Fly Proxy. */
    public static final Type PRIVATE_V6 = new Type("private_v6");

    /** A fixed IPv4 address for outgoing connections. */
    public static final Type EGRESS_V4 = new Type("egress_v4");

    /** A fixed IPv6 address for outgoing connections. */
    public static final Type EGRESS_V6 = new Type("egress_v6");

    /** A pair of fixed addresses for outgoing connections. */
    public static final Type EGRESS_PAIR = new Type("egress_pair");

    /** Rejects null. */
    public Type {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static Type of(String value) {
      return new Type(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }
}

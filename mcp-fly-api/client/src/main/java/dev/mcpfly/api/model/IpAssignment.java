package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An IP address of an app.
 *
 * @param json all that the server sent, unknown fields included
 */
public record IpAssignment(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("an IP assignment")
          .texts("ip", "type", "region", "service_name")
          .flags("shared", "egress")
          .times("created_at")
          .object("ip_pair", IpPair::new)
          .build();

  /** Refuses an object whose known fields have other types. */
  public IpAssignment {
    SHAPE.check(json);
  }

  /** Returns the address; empty for a pair. */
  public Optional<String> ip() {
    return Optional.ofNullable(json.text("ip")).filter(text -> !text.isEmpty());
  }

  /** Returns the addresses of an egress pair. */
  public Optional<IpPair> pair() {
    return Optional.ofNullable(json.object("ip_pair")).map(IpPair::new);
  }

  /** Returns the kind, where the server says it. */
  public Optional<IpType> type() {
    return Optional.ofNullable(json.text("type")).map(IpType::of);
  }

  /** Returns the region, {@code global} for anycast addresses. */
  public Optional<String> region() {
    return Optional.ofNullable(json.text("region")).filter(text -> !text.isEmpty());
  }

  /** Says whether other apps share the address. */
  public boolean shared() {
    return json.flag("shared", false);
  }

  /** Says whether the address is for outgoing connections. */
  public boolean egress() {
    return json.flag("egress", false);
  }

  /** Returns the service that the address belongs to. */
  public Optional<String> serviceName() {
    return Optional.ofNullable(json.text("service_name")).filter(text -> !text.isEmpty());
  }

  /** Returns when the address was assigned. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Says whether this is a Flycast address, reachable from the private network only. */
  public boolean isPrivate() {
    return json.text("ip", "").startsWith("fdaa:");
  }

  /** Says whether the address takes connections from the internet. */
  public boolean isPublic() {
    return ip().isPresent() && !isPrivate() && !egress();
  }
}

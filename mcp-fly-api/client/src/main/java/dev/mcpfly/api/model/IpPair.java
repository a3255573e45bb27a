package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * A pair of addresses for outgoing connections.
 *
 * @param json all that the server sent, unknown fields included
 */
public record IpPair(JsonObject json) {
  private static final Shape SHAPE = Shape.of("an IP pair").texts("v4", "v6").build();

  /** Refuses an object whose known fields have other types. */
  public IpPair {
    SHAPE.check(json);
  }

  /** Returns the IPv4 address. */
  public Optional<String> v4() {
    return Optional.ofNullable(json.text("v4")).filter(text -> !text.isEmpty());
  }

  /** Returns the IPv6 address. */
  public Optional<String> v6() {
    return Optional.ofNullable(json.text("v6")).filter(text -> !text.isEmpty());
  }
}

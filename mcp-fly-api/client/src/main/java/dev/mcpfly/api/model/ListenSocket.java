package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;

/**
 * A socket that a process listens on.
 *
 * @param json all that the server sent, unknown fields included
 */
public record ListenSocket(JsonObject json) {
  private static final Shape SHAPE = Shape.of("a socket").texts("proto", "address").build();

  /** Refuses an object whose known fields have other types. */
  public ListenSocket {
    SHAPE.check(json);
  }

  /** Returns the protocol, {@code tcp} for example. */
  public String protocol() {
    return json.text("proto", "");
  }

  /** Returns the address and port. */
  public String address() {
    return json.text("address", "");
  }
}

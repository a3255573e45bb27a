package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;

/**
 * The state of one container of a machine.
 *
 * @param json all that the server sent, unknown fields included
 */
public record ContainerStatus(JsonObject json) {
  private static final Shape SHAPE = Shape.of("a container").texts("name", "state").build();

  /** Refuses an object whose known fields have other types. */
  public ContainerStatus {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the state. */
  public String state() {
    return json.text("state", "");
  }
}

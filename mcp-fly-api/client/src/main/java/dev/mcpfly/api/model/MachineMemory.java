package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;

/**
 * The memory of a running machine.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineMemory(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a memory state").numbers("limit_mb", "available_mb").build();

  /** Refuses an object whose known fields have other types. */
  public MachineMemory {
    SHAPE.check(json);
  }

  /** Returns the limit in megabytes. */
  public int limitMb() {
    return json.integer("limit_mb", 0);
  }

  /** Returns what is available in megabytes. */
  public int availableMb() {
    return json.integer("available_mb", 0);
  }
}

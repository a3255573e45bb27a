package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * The result of starting a machine.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record StartResult(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a start").texts("previous_state", "new_host", "message").flags("migrated").build();

  /** Rejects an object whose known fields have the wrong types. */
  public StartResult {
    SHAPE.check(json);
  }

  /** Returns the state before. */
  public Optional<MachineState> previousState() {
    return Optional.ofNullable(json.text("previous_state")).map(MachineState::of);
  }

  /** Returns whether the machine was moved to another host. */
  public boolean migrated() {
    return json.flag("migrated", false);
  }

  /** Returns the host that the machine was moved to. */
  public Optional<String> newHost() {
    return Optional.ofNullable(json.text("new_host")).filter(host -> !host.isEmpty());
  }
}

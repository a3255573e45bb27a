package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * An earlier or the current version of a machine.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineVersion(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a version").texts("version").object("user_config", MachineConfig::new).build();

  /** Refuses an object whose known fields have other types. */
  public MachineVersion {
    SHAPE.check(json);
  }

  /** Returns the version. */
  public String version() {
    return json.text("version", "");
  }

  /** Returns the configuration as it was given. */
  public Optional<MachineConfig> config() {
    return Optional.ofNullable(json.object("user_config")).map(MachineConfig::new);
  }
}

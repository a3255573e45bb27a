package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A volume at a path of a machine.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineMount(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a mount")
          .texts("volume", "path", "name")
          .numbers("size_gb", "extend_threshold_percent", "add_size_gb", "size_gb_limit")
          .flags("encrypted")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineMount {
    SHAPE.check(json);
  }

  /** Returns the volume's id. */
  public String volume() {
    return json.text("volume", "");
  }

  /** Returns the path in the machine. */
  public String path() {
    return json.text("path", "");
  }

  /** Returns the volume's name. */
  public Optional<String> name() {
    return Optional.ofNullable(json.text("name"));
  }

  /** Returns the size in gigabytes. */
  public OptionalInt sizeGb() {
    return json.get("size_gb") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("size_gb", 0));
  }

  /** Returns the percentage of use from which the volume grows automatically. */
  public OptionalInt extendThresholdPercent() {
    return json.get("extend_threshold_percent") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("extend_threshold_percent", 0));
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The root file system of a machine.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineRootfs(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a root file system").texts("persist").numbers("size_gb").build();

  /** Refuses an object whose known fields have other types. */
  public MachineRootfs {
    SHAPE.check(json);
  }

  /** Returns what becomes of it: {@code never}, {@code always} or {@code restart} is it kept. */
  public Optional<String> persist() {
    return Optional.ofNullable(json.text("persist"));
  }

  /** Returns its size in gigabytes. */
  public OptionalInt sizeGb() {
    return json.get("size_gb") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("size_gb", 0));
  }
}

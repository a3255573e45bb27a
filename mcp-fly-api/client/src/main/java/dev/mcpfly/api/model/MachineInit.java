package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/**
 * The command that a machine runs.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record MachineInit(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an init")
          .textLists("exec", "entrypoint", "cmd", "kernel_args")
          .flags("tty")
          .numbers("swap_size_mb")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineInit {
    SHAPE.check(json);
  }

  /** Returns what replaces entrypoint and command of the image. */
  public List<String> exec() {
    return json.texts("exec");
  }

  /** Returns what replaces the entrypoint of the image. */
  public List<String> entrypoint() {
    return json.texts("entrypoint");
  }

  /** Returns what replaces the command of the image. */
  public List<String> cmd() {
    return json.texts("cmd");
  }

  /** Returns whether the process gets a terminal. */
  public boolean tty() {
    return json.flag("tty", false);
  }

  /** Returns the swap space in megabytes. */
  public OptionalInt swapSizeMb() {
    return json.get("swap_size_mb") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("swap_size_mb", 0));
  }
}

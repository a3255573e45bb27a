package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * The result of extending a volume.
 *
 * @param json all that the server sent, unknown fields included
 */
public record VolumeExtension(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("an extension").flags("needs_restart").object("volume", Volume::new).build();

  /** Refuses an object whose known fields have other types. */
  public VolumeExtension {
    SHAPE.check(json);
  }

  /** Returns the volume. */
  public Optional<Volume> volume() {
    return Optional.ofNullable(json.object("volume")).map(Volume::new);
  }

  /** Says whether the machine must be restarted to see the new size. */
  public boolean needsRestart() {
    return json.flag("needs_restart", false);
  }
}

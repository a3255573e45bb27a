package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * A volume that a machine has for its containers, without a Fly volume behind it.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record ContainerVolume(JsonObject json) {
  private static final Shape TEMP_DIR =
      Shape.of("a temporary directory").texts("storage_type").numbers("size_mb").build();
  private static final Shape SHAPE =
      Shape.of("a volume of containers")
          .texts("name", "image")
          .object("temp_dir", TEMP_DIR::check)
          .build();

  /** Refuses an object whose known fields have other types. */
  public ContainerVolume {
    SHAPE.check(json);
  }

  /** Returns the name by which containers mount it. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the image whose files it holds. */
  public Optional<String> image() {
    return Optional.ofNullable(json.text("image"));
  }

  /** Returns where its files are, {@code disk} or {@code memory}, if it is a temporary one. */
  public Optional<String> storageType() {
    return Optional.ofNullable(json.object("temp_dir")).map(dir -> dir.text("storage_type"));
  }
}

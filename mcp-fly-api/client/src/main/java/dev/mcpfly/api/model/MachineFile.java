package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file that is written into a machine before it starts. Its text form never shows the content.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineFile(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a file")
          .texts("guest_path", "secret_name", "image_config")
          .bytes("raw_value")
          .numbers("mode")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineFile {
    SHAPE.check(json);
  }

  /** Returns the path in the machine. */
  public String guestPath() {
    return json.text("guest_path", "");
  }

  /** Returns the content, if it is given here. */
  public Optional<byte[]> content() {
    return Optional.ofNullable(json.bytes("raw_value"));
  }

  /** Returns the secret whose value, which must be base64, becomes the content. */
  public Optional<String> secretName() {
    return Optional.ofNullable(json.text("secret_name"));
  }

  /** Returns the image whose configuration is the content. */
  public Optional<String> imageConfig() {
    return Optional.ofNullable(json.text("image_config"));
  }

  /** Returns the permission bits; empty or 0 means the default. */
  public OptionalInt mode() {
    return json.get("mode") == null ? OptionalInt.empty() : OptionalInt.of(json.integer("mode", 0));
  }
}

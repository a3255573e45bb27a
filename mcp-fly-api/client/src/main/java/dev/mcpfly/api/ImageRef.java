package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * The image that a machine runs.
 *
 * @param json all that the server sent, unknown fields included
 */
public record ImageRef(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("an image")
          .texts("registry", "repository", "tag", "digest")
          .textMaps("labels")
          .build();

  /** Refuses an object whose known fields have other types. */
  public ImageRef {
    SHAPE.check(json);
  }

  /** Returns the registry. */
  public String registry() {
    return json.text("registry", "");
  }

  /** Returns the repository. */
  public String repository() {
    return json.text("repository", "");
  }

  /** Returns the tag. */
  public Optional<String> tag() {
    return Optional.ofNullable(json.text("tag")).filter(text -> !text.isEmpty());
  }

  /** Returns the digest. */
  public Optional<String> digest() {
    return Optional.ofNullable(json.text("digest")).filter(text -> !text.isEmpty());
  }

  /** Returns the labels. */
  public Map<String, String> labels() {
    return json.textMap("labels");
  }
}

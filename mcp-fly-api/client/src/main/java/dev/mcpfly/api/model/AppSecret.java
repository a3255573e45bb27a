package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A secret of an app. The value is only present for a caller that is allowed to see it and asked
 * for it.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record AppSecret(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a secret")
          .required("name")
          .texts("digest", "value")
          .times("created_at", "updated_at")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public AppSecret {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns a digest of the value. */
  public Optional<String> digest() {
    return Optional.ofNullable(json.text("digest")).filter(text -> !text.isEmpty());
  }

  /** Returns the value, if it was asked for. */
  public Optional<String> value() {
    return Optional.ofNullable(json.text("value")).filter(text -> !text.isEmpty());
  }

  /** Returns when it was first set. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns when it last changed. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }
}

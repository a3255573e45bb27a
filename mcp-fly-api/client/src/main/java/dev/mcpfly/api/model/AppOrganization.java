package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;

/**
 * The organization that owns an app, as the app shows it.
 *
 * @param json all that the server sent, unknown fields included
 */
public record AppOrganization(JsonObject json) {
  private static final Shape SHAPE = Shape.of("an organization").texts("slug", "name").build();

  /** Refuses an object whose known fields have other types. */
  public AppOrganization {
    SHAPE.check(json);
  }

  /** Returns the slug, such as {@code personal}. */
  public String slug() {
    return json.text("slug", "");
  }

  /** Returns the display name. */
  public String name() {
    return json.text("name", "");
  }
}

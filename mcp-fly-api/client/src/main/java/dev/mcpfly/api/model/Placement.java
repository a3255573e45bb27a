package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;

/**
 * A region where machines could be placed now.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Placement(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a placement")
          .texts("region", "Region")
          .numbers("count", "Count", "concurrency", "Concurrency")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Placement {
    SHAPE.check(json);
  }

  /** Returns the region. */
  public String region() {
    return json.text("region", json.text("Region", ""));
  }

  /** Returns how many machines fit. */
  public int count() {
    return json.integer(json.has("count") ? "count" : "Count", 0);
  }

  /** Returns how many could be placed at once. */
  public int concurrency() {
    return json.integer(json.has("concurrency") ? "concurrency" : "Concurrency", 0);
  }
}

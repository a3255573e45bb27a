package dev.mcpfly.api.json;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A typed view of one JSON object, as the API sent it. Jackson 2 and 3 write it as exactly that
 * object.
 */
public interface JsonModel {
  /** Returns the object behind this view, unknown fields included. */
  @JsonValue
  JsonObject json();

  /** Returns the exact JSON text, secrets included. */
  default String toJson() {
    return json().toJson();
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.json.JsonObject;
import java.util.Objects;

/**
 * What the server found out about a token. The API does not document its form.
 *
 * @param json all that the server sent
 */
public record VerifiedToken(JsonObject json) {
  /** Refuses null. */
  public VerifiedToken {
    Objects.requireNonNull(json, "json");
  }
}

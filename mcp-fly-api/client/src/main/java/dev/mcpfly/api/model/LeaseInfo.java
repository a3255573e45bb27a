package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A lease as others see it.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record LeaseInfo(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a lease")
          .texts("nonce", "version", "owner", "description")
          .times("expires_at")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public LeaseInfo {
    SHAPE.check(json);
  }

  /** Returns who holds it. */
  public Optional<String> owner() {
    return Optional.ofNullable(json.text("owner")).filter(text -> !text.isEmpty());
  }

  /** Returns what it is for. */
  public Optional<String> description() {
    return Optional.ofNullable(json.text("description")).filter(text -> !text.isEmpty());
  }

  /** Returns when it expires. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(json.instant("expires_at"));
  }

  /** Returns the nonce, if the server sends it; the lease is refreshed and released with it. */
  public Optional<String> nonce() {
    return Optional.ofNullable(json.text("nonce")).filter(text -> !text.isEmpty());
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A lease as others see it.
 *
 * @param json all that the server sent, unknown fields included
 */
public record LeaseInfo(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a lease")
          .texts("nonce", "version", "owner", "description")
          .times("expires_at")
          .build();

  /** Rejects an object whose known fields have other types. */
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

  /** Returns until when it is held. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(json.instant("expires_at"));
  }

  /** Returns the nonce, where the server tells it: by that the lease is refreshed and released. */
  public Optional<String> nonce() {
    return Optional.ofNullable(json.text("nonce")).filter(text -> !text.isEmpty());
  }
}

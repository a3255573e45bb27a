package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that Fly keeps for an app, and that the app can use without seeing it.
 *
 * @param json all that the server sent, unknown fields included
 */
public record SecretKey(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a secret key")
          .required("name")
          .texts("type")
          .times("created_at", "updated_at")
          .bytes("public_key")
          .build();

  /** Refuses an object whose known fields have other types. */
  public SecretKey {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the kind. */
  public Optional<SecretKeyType> type() {
    return Optional.ofNullable(json.text("type")).map(SecretKeyType::of);
  }

  /** Returns the public key; empty for symmetric keys. */
  public byte[] publicKey() {
    byte[] bytes = json.bytes("public_key");
    return bytes == null ? new byte[0] : bytes;
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

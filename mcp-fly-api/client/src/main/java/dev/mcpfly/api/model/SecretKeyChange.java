package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * The result of a change to a secret key.
 *
 * @param json all that the server sent, unknown fields included
 */
public record SecretKeyChange(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a change of a secret key")
          .texts("name", "type")
          .numbers("version", "Version")
          .bytes("public_key")
          .build();

  /** Refuses an object whose known fields have other types. */
  public SecretKeyChange {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public Optional<String> name() {
    return Optional.ofNullable(json.text("name")).filter(text -> !text.isEmpty());
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

  /** Returns the version of the secrets after the change. */
  public long version() {
    Long version = json.number("version");
    return version == null ? json.number("Version", 0) : version;
  }
}

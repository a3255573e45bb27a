package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A key that Fly keeps for an app, and that the app can use without seeing it.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record SecretKey(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a secret key")
          .required("name")
          .texts("type")
          .times("created_at", "updated_at")
          .bytes("public_key")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public SecretKey {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the kind. */
  public Optional<Type> type() {
    return Optional.ofNullable(json.text("type")).map(Type::of);
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

  /**
   * The result of a change to a secret key.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Change(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a change of a secret key")
            .texts("name", "type")
            .numbers("version", "Version")
            .bytes("public_key")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Change {
      SHAPE.check(json);
    }

    /** Returns the name. */
    public Optional<String> name() {
      return Fields.text(json, "name");
    }

    /** Returns the kind. */
    public Optional<Type> type() {
      return Optional.ofNullable(json.text("type")).map(Type::of);
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

  /**
   * The kind of a secret key, which determines its operations. Open-ended: a value that a newer
   * server adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record Type(String value) {

    /** Signs with ECDSA. */
    public static final Type ES256 = new Type("es256");

    /** Signs with HMAC-SHA-256. */
    public static final Type HS256 = new Type("hs256");

    /** Signs with HMAC-SHA-384. */
    public static final Type HS384 = new Type("hs384");

    /** Signs with HMAC-SHA-512. */
    public static final Type HS512 = new Type("hs512");

    /** Encrypts with XAES-256-GCM. */
    public static final Type XAES256GCM = new Type("xaes256gcm");

    /** Authenticates as NaCl does. */
    public static final Type NACL_AUTH = new Type("nacl_auth");

    /** Encrypts to a public key as NaCl does. */
    public static final Type NACL_BOX = new Type("nacl_box");

    /** Encrypts as NaCl does. */
    public static final Type NACL_SECRETBOX = new Type("nacl_secretbox");

    /** Signs as NaCl does. */
    public static final Type NACL_SIGN = new Type("nacl_sign");

    /** Rejects null. */
    public Type {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static Type of(String value) {
      return new Type(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }
}

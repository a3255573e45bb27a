package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The result of verifying a token. Its text form does not show the token.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record VerifiedToken(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a verified token")
          .texts("header")
          .bytes("permission_token")
          .object("nonce", nonce -> nonce.bytes("kid"))
          .object("caveats", caveats -> caveats.objects("caveats"))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public VerifiedToken {
    SHAPE.check(json);
  }

  /** Returns the {@code Authorization} header that holds the token: a secret. */
  public Optional<String> header() {
    return Fields.text(json, "header");
  }

  /** Returns the restrictions of the token, as the server writes them. */
  public List<JsonObject> caveats() {
    JsonObject caveats = json.object("caveats");
    return caveats == null ? List.of() : caveats.objects("caveats");
  }

  /** Returns the id of the key that signed the token. */
  public Optional<byte[]> keyId() {
    JsonObject nonce = json.object("nonce");
    return Optional.ofNullable(nonce == null ? null : nonce.bytes("kid"));
  }

  /** Returns the token that grants permission, without those that go with it: a secret. */
  public Optional<byte[]> permissionToken() {
    return Optional.ofNullable(json.bytes("permission_token"));
  }

  /**
   * The access that a token was found to grant.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Authorization(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an authorization")
            .field(json -> json.object("access"))
            .object("verified_token", VerifiedToken::new)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Authorization {
      SHAPE.check(json);
    }

    /** Returns the access. */
    public JsonObject access() {
      JsonObject access = json.object("access");
      return access == null ? JsonObject.empty() : access;
    }

    /** Returns the token. */
    public Optional<VerifiedToken> token() {
      return Fields.object(json, "verified_token", VerifiedToken::new);
    }
  }
}

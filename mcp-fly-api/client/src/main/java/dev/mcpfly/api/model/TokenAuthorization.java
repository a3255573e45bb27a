package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * The access that a token was found to grant.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record TokenAuthorization(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an authorization")
          .field(json -> json.object("access"))
          .object("verified_token", VerifiedToken::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public TokenAuthorization {
    SHAPE.check(json);
  }

  /** Returns the access. */
  public JsonObject access() {
    JsonObject access = json.object("access");
    return access == null ? JsonObject.empty() : access;
  }

  /** Returns the token. */
  public Optional<VerifiedToken> token() {
    return Optional.ofNullable(json.object("verified_token")).map(VerifiedToken::new);
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a client's token gives access to.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record TokenInfo(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a token")
          .texts(
              "token_id",
              "org_slug",
              "organization",
              "user",
              "restricted_to_machine",
              "source_machine_id")
          .textLists("apps")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public TokenInfo {
    SHAPE.check(json);
  }

  /** Returns the id of the token. */
  public Optional<String> tokenId() {
    return Fields.text(json, "token_id");
  }

  /** Returns the slug of its organization. */
  public Optional<String> orgSlug() {
    return Fields.text(json, "org_slug");
  }

  /** Returns the name of its organization. */
  public Optional<String> organization() {
    return Fields.text(json, "organization");
  }

  /** Returns the apps that it is limited to; empty if it is not. */
  public List<String> apps() {
    return json.texts("apps");
  }

  /** Returns the user that it stands for. */
  public Optional<String> user() {
    return Fields.text(json, "user");
  }

  /** Returns the machine that it is limited to. */
  public Optional<String> restrictedToMachine() {
    return Fields.text(json, "restricted_to_machine");
  }

  /** Returns the machine that requested it. */
  public Optional<String> sourceMachine() {
    return Fields.text(json, "source_machine_id");
  }

  /**
   * The result of verifying a token. Its text form does not show the token.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Verified(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a verified token")
            .texts("header")
            .bytes("permission_token")
            .object("nonce", nonce -> nonce.bytes("kid"))
            .object("caveats", caveats -> caveats.objects("caveats"))
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Verified {
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
  }

  /**
   * The result of checking whether tokens grant an access.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Authorization(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an authorization")
            .field(json -> json.object("access"))
            .object("verified_token", Verified::new)
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
    public Optional<Verified> token() {
      return Fields.object(json, "verified_token", Verified::new);
    }
  }
}

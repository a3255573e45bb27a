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

  /** Returns the machine that asked for it. */
  public Optional<String> sourceMachine() {
    return Fields.text(json, "source_machine_id");
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;

/**
 * The result of a change to the secrets of an app. Machines see the change after the next create or
 * update that requires at least this version.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record SecretsChange(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a change of secrets")
          .numbers("version", "Version")
          .objects("secrets", AppSecret::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public SecretsChange {
    SHAPE.check(json);
  }

  /** Returns the version of the secrets after the change. */
  public long version() {
    Long version = json.number("version");
    return version == null ? json.number("Version", 0) : version;
  }

  /** Returns the secrets after the change, where the server sends them. */
  public List<AppSecret> secrets() {
    return json.objects("secrets").stream().map(AppSecret::new).toList();
  }
}

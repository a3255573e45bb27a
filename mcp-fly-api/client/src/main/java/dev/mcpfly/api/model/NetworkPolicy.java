package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A rule about which connections machines may make and accept in the private network. The API
 * documents its form only in part, so much is in {@link #json}.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record NetworkPolicy(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a network policy")
          .texts("id", "name")
          .field(json -> json.object("selector"))
          .field(json -> json.objects("rules"))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public NetworkPolicy {
    SHAPE.check(json);
  }

  /** Returns the id. */
  public Optional<String> id() {
    return Optional.ofNullable(json.text("id"));
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns which machines the policy is for. */
  public JsonObject selector() {
    JsonObject selector = json.object("selector");
    return selector == null ? JsonObject.empty() : selector;
  }

  /** Returns what is allowed; a direction with any rule denies the rest. */
  public List<JsonObject> rules() {
    return json.objects("rules");
  }
}

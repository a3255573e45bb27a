package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of several processes of a machine.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineProcess(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a process")
          .textLists("exec", "entrypoint", "cmd")
          .texts("user")
          .textMaps("env")
          .flags("ignore_app_secrets")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineProcess {
    SHAPE.check(json);
  }

  /** Returns what replaces the command of the image. */
  public List<String> cmd() {
    return json.texts("cmd");
  }

  /** Returns what replaces the entrypoint of the image. */
  public List<String> entrypoint() {
    return json.texts("entrypoint");
  }

  /** Returns the environment variables. */
  public Map<String, String> env() {
    return json.textMap("env");
  }

  /** Returns the user that the process runs as. */
  public Optional<String> user() {
    return Optional.ofNullable(json.text("user"));
  }
}

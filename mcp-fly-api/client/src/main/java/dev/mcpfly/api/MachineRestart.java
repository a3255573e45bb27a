package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.OptionalInt;

/**
 * What happens when the main process of a machine or container ends.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineRestart(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a restart policy").texts("policy").numbers("max_retries").build();

  /** Refuses an object whose known fields have other types. */
  public MachineRestart {
    SHAPE.check(json);
  }

  /** Returns the policy. */
  public RestartPolicy policy() {
    return RestartPolicy.of(json.text("policy", "on-failure"));
  }

  /** Returns how often the process is started again at most. */
  public OptionalInt maxRetries() {
    return json.get("max_retries") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("max_retries", 0));
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;

/**
 * What a command in a machine did.
 *
 * @param json all that the server sent, unknown fields included
 */
public record ExecResult(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an exec result")
          .texts("stdout", "stderr")
          .numbers("exit_code", "exit_signal")
          .build();

  /** Rejects an object whose known fields have other types. */
  public ExecResult {
    SHAPE.check(json);
  }

  /** Returns the exit code. */
  public int exitCode() {
    return json.integer("exit_code", 0);
  }

  /** Returns the signal that ended it, or 0. */
  public int exitSignal() {
    return json.integer("exit_signal", 0);
  }

  /** Returns what it printed. */
  public String stdout() {
    return json.text("stdout", "");
  }

  /** Returns its complaints. */
  public String stderr() {
    return json.text("stderr", "");
  }
}

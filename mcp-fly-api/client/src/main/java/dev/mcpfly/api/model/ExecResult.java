package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;

/**
 * The result of a command in a machine.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record ExecResult(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an exec result")
          .texts("stdout", "stderr")
          .numbers("exit_code", "exit_signal")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public ExecResult {
    SHAPE.check(json);
  }

  /** Returns the exit code. */
  public int exitCode() {
    return json.integer("exit_code", 0);
  }

  /** Returns the signal that ended the command, or 0. */
  public int exitSignal() {
    return json.integer("exit_signal", 0);
  }

  /** Returns the command's standard output. */
  public String stdout() {
    return json.text("stdout", "");
  }

  /** Returns the command's standard error. */
  public String stderr() {
    return json.text("stderr", "");
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * How the main process of a machine or container is stopped.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineStop(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a stop config").texts("signal").durations("timeout").build();

  /** Refuses an object whose known fields have other types. */
  public MachineStop {
    SHAPE.check(json);
  }

  /** Returns the signal; empty means SIGINT. */
  public Optional<Signal> signal() {
    return Optional.ofNullable(json.text("signal")).map(Signal::of);
  }

  /** Returns how long the process has before it is killed. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(json.duration("timeout"));
  }
}

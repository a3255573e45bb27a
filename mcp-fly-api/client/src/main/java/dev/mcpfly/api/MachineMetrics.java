package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;

/**
 * Where Fly collects metrics from the process of a machine.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineMetrics(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("metrics").numbers("port").texts("path").flags("https").build();

  /** Refuses an object whose known fields have other types. */
  public MachineMetrics {
    SHAPE.check(json);
  }

  /** Returns the port. */
  public int port() {
    return json.integer("port", 0);
  }

  /** Returns the path. */
  public String path() {
    return json.text("path", "/metrics");
  }

  /** Says whether they are asked for over HTTPS. */
  public boolean https() {
    return json.flag("https", false);
  }
}

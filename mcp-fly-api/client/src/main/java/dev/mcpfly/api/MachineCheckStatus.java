package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * The latest result of a health check.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineCheckStatus(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a check").texts("name", "status", "output").times("updated_at").build();

  /** Refuses an object whose known fields have other types. */
  public MachineCheckStatus {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns {@code passing}, {@code warning} or {@code critical}. */
  public String status() {
    return json.text("status", "");
  }

  /** Returns what the check saw. */
  public String output() {
    return json.text("output", "");
  }

  /** Returns when it last ran. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }

  /** Says whether it passes. */
  public boolean isPassing() {
    return status().equals("passing");
  }
}

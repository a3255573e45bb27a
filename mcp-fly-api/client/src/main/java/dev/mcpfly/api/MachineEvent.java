package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a machine.
 *
 * @param json all that the server sent, unknown fields included
 */
public record MachineEvent(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("an event")
          .texts("type", "status", "id", "source")
          .times("timestamp")
          .field(MachineEvent::exitOf)
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineEvent {
    SHAPE.check(json);
  }

  /**
   * Returns the kind: {@code launch}, {@code start}, {@code exit}, {@code stop}, {@code destroy}
   * and others.
   */
  public String type() {
    return json.text("type", "");
  }

  /** Returns the state that it led to. */
  public String status() {
    return json.text("status", "");
  }

  /** Returns the id, where waits can start from. */
  public Optional<String> id() {
    return Optional.ofNullable(json.text("id")).filter(text -> !text.isEmpty());
  }

  /** Returns what caused it: {@code flyd} or {@code user}. */
  public Optional<String> source() {
    return Optional.ofNullable(json.text("source")).filter(text -> !text.isEmpty());
  }

  /** Returns when it happened. */
  public Optional<Instant> timestamp() {
    return Optional.ofNullable(json.instant("timestamp"));
  }

  /** Returns how the main process ended, for events that tell of it. */
  public Optional<ExitEvent> exit() {
    return exitOf(json);
  }

  /** Returns how often the machine was restarted before. */
  public int restartCount() {
    JsonObject request = json.object("request");
    return request == null ? 0 : request.integer("restart_count", 0);
  }

  private static Optional<ExitEvent> exitOf(JsonObject json) {
    JsonObject request = json.object("request");
    if (request == null) {
      return Optional.empty();
    }
    JsonObject monitor = request.object("MonitorEvent");
    JsonObject exit = request.object("exit_event");
    if (exit == null && monitor != null) {
      exit = monitor.object("exit_event");
    }
    return Optional.ofNullable(exit).map(ExitEvent::new);
  }
}

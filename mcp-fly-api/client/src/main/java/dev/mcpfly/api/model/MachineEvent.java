package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a machine.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record MachineEvent(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an event")
          .texts("type", "status", "id", "source")
          .times("timestamp")
          .field(MachineEvent::exitOf)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
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

  /** Returns how the main process ended, for events that report it. */
  public Optional<Exit> exit() {
    return exitOf(json);
  }

  /** Returns how often the machine was restarted before. */
  public int restartCount() {
    JsonObject request = json.object("request");
    return request == null ? 0 : request.integer("restart_count", 0);
  }

  private static Optional<Exit> exitOf(JsonObject json) {
    JsonObject request = json.object("request");
    if (request == null) {
      return Optional.empty();
    }
    JsonObject monitor = request.object("MonitorEvent");
    JsonObject exit = request.object("exit_event");
    if (exit == null && monitor != null) {
      exit = monitor.object("exit_event");
    }
    return Optional.ofNullable(exit).map(Exit::new);
  }

  /**
   * How the main process of a machine ended.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Exit(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an exit event")
            .numbers("exit_code", "guest_exit_code", "guest_signal", "signal")
            .flags("oom_killed", "requested_stop", "restarting")
            .times("exited_at")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Exit {
      SHAPE.check(json);
    }

    /** Returns the exit code. */
    public int exitCode() {
      return json.integer("exit_code", 0);
    }

    /** Returns the exit code as the guest saw it. */
    public int guestExitCode() {
      return json.integer("guest_exit_code", 0);
    }

    /** Returns the signal as the guest saw it, or 0. */
    public int guestSignal() {
      return json.integer("guest_signal", 0);
    }

    /** Returns the signal that ended the process; 0 or -1 if there was none. */
    public int signal() {
      return json.integer("signal", 0);
    }

    /** Returns whether the process was killed for lack of memory. */
    public boolean oomKilled() {
      return json.flag("oom_killed", false);
    }

    /** Returns whether the stop was requested. */
    public boolean requestedStop() {
      return json.flag("requested_stop", false);
    }

    /** Returns whether the process is started again. */
    public boolean restarting() {
      return json.flag("restarting", false);
    }

    /** Returns when it ended. */
    public Optional<Instant> exitedAt() {
      return Optional.ofNullable(json.instant("exited_at"));
    }
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * How the main process of a machine ended.
 *
 * @param json all that the server sent, unknown fields included
 */
public record ExitEvent(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("an exit event")
          .numbers("exit_code", "guest_exit_code", "guest_signal", "signal")
          .flags("oom_killed", "requested_stop", "restarting")
          .times("exited_at")
          .build();

  /** Refuses an object whose known fields have other types. */
  public ExitEvent {
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

  /** Returns the signal that ended the process; 0 or -1 if it was none. */
  public int signal() {
    return json.integer("signal", 0);
  }

  /** Says whether it was killed for want of memory. */
  public boolean oomKilled() {
    return json.flag("oom_killed", false);
  }

  /** Says whether somebody asked for the stop. */
  public boolean requestedStop() {
    return json.flag("requested_stop", false);
  }

  /** Says whether the process is started again. */
  public boolean restarting() {
    return json.flag("restarting", false);
  }

  /** Returns when it ended. */
  public Optional<Instant> exitedAt() {
    return Optional.ofNullable(json.instant("exited_at"));
  }
}

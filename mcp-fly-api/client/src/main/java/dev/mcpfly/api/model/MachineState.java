package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.Set;

/**
 * The state of a machine. Open-ended: a value that a newer server adds is kept unchanged.
 *
 * @param value the API's spelling
 */
public record MachineState(String value) {

  /** Created and never started. */
  public static final MachineState CREATED = new MachineState("created");

  /** Running; the server in it may not be listening yet. */
  public static final MachineState STARTED = new MachineState("started");

  /** Not running. */
  public static final MachineState STOPPED = new MachineState("stopped");

  /** Not running, its memory saved. */
  public static final MachineState SUSPENDED = new MachineState("suspended");

  /** Could not be brought up. */
  public static final MachineState FAILED = new MachineState("failed");

  /** Being created. */
  public static final MachineState CREATING = new MachineState("creating");

  /** Being started. */
  public static final MachineState STARTING = new MachineState("starting");

  /** Being stopped. */
  public static final MachineState STOPPING = new MachineState("stopping");

  /** Being restarted. */
  public static final MachineState RESTARTING = new MachineState("restarting");

  /** Being suspended. */
  public static final MachineState SUSPENDING = new MachineState("suspending");

  /** Being destroyed. */
  public static final MachineState DESTROYING = new MachineState("destroying");

  /** Being updated. */
  public static final MachineState UPDATING = new MachineState("updating");

  /** Being replaced by a new version. */
  public static final MachineState REPLACING = new MachineState("replacing");

  /** Could not be launched. */
  public static final MachineState LAUNCH_FAILED = new MachineState("launch_failed");

  /** Not yet placed on a host. */
  public static final MachineState PENDING = new MachineState("pending");

  /** Gone. */
  public static final MachineState DESTROYED = new MachineState("destroyed");

  /** Gone, replaced by another version. */
  public static final MachineState REPLACED = new MachineState("replaced");

  /** Gone, moved to another host. */
  public static final MachineState MIGRATED = new MachineState("migrated");

  /** Any state that does not change on its own: only for waits, no machine is in it. */
  public static final MachineState SETTLED = new MachineState("settled");

  /** Rejects null. */
  public MachineState {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static MachineState of(String value) {
    return new MachineState(value);
  }

  private static final Set<String> PASSING =
      Set.of(
          "creating",
          "starting",
          "stopping",
          "restarting",
          "suspending",
          "destroying",
          "updating",
          "replacing",
          "pending");

  /** Returns whether this version of the library knows the state. */
  public boolean isKnown() {
    return PASSING.contains(value)
        || isTerminal()
        || Set.of(
                "created", "started", "stopped", "suspended", "failed", "launch_failed", "settled")
            .contains(value);
  }

  /** Returns whether the state is about to change on its own. */
  public boolean isTransient() {
    return PASSING.contains(value);
  }

  /** Returns whether the machine is gone for good. */
  public boolean isTerminal() {
    return equals(DESTROYED) || equals(REPLACED) || equals(MIGRATED);
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}

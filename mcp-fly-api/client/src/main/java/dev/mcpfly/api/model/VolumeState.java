package dev.mcpfly.api.model;

import java.util.Objects;

/**
 * The state of a volume. An open value: what a newer server says is kept as it is.
 *
 * @param value the API's spelling
 */
public record VolumeState(String value) {

  /** Ready for use. */
  public static final VolumeState CREATED = new VolumeState("created");

  /** About to be destroyed. */
  public static final VolumeState SCHEDULING_DESTROY = new VolumeState("scheduling_destroy");

  /** Being destroyed. */
  public static final VolumeState FORK_CLEANUP = new VolumeState("fork_cleanup");

  /** To be destroyed once no machine uses it. */
  public static final VolumeState WAITING_FOR_DETACH = new VolumeState("waiting_for_detach");

  /** About to be destroyed. */
  public static final VolumeState PENDING_DESTROY = new VolumeState("pending_destroy");

  /** Being destroyed. */
  public static final VolumeState DESTROYING = new VolumeState("destroying");

  /** Gone. */
  public static final VolumeState DESTROYED = new VolumeState("destroyed");

  /** Refuses null. */
  public VolumeState {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the one with the API's spelling. */
  public static VolumeState of(String value) {
    return new VolumeState(value);
  }

  /** Says whether the volume is on its way out or gone; lists still show such volumes. */
  public boolean isBeingDestroyed() {
    return value.contains("destroy") || equals(FORK_CLEANUP) || equals(WAITING_FOR_DETACH);
  }

  /** Returns the API's spelling. */
  @Override
  public String toString() {
    return value;
  }
}

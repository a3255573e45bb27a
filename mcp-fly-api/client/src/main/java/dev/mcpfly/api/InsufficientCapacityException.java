package dev.mcpfly.api;

/** Thrown when Fly has no capacity for the request; {@link #scope()} says what may help. */
public final class InsufficientCapacityException extends ApiException {
  private static final long serialVersionUID = 1L;

  /** Where capacity is missing. */
  public enum Scope {
    /** In the whole region: choose another one. */
    REGION,
    /** On the host of this machine: recreating the machine may help. */
    HOST,
    /** On the host that keeps the volume: fork the volume or create a new one. */
    VOLUME_HOST
  }

  private final Scope scope;

  InsufficientCapacityException(String message, Failure failure, Scope scope) {
    super(message, failure);
    this.scope = scope;
  }

  /** Returns where capacity is missing. */
  public Scope scope() {
    return scope;
  }
}

package dev.mcpfly.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when the lease of the machine is held by another caller (HTTP 409). */
public final class LeaseHeldException extends ApiException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String owner;
  private final @Nullable Instant expiresAt;

  LeaseHeldException(
      String message, Failure failure, @Nullable String owner, @Nullable Instant expiresAt) {
    super(message, failure);
    this.owner = owner;
    this.expiresAt = expiresAt;
  }

  /** Returns who holds the lease, if the server says so: a user's mail address, for example. */
  public Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  /** Returns when the lease expires unless it is refreshed, if the server says so. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }
}

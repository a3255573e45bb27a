package dev.mcpfly.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when the server keeps refusing the request because of its rate limit (HTTP 429). */
public final class RateLimitedException extends ApiException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Instant retryAt;

  RateLimitedException(String message, Failure failure, @Nullable Instant retryAt) {
    super(message, failure);
    this.retryAt = retryAt;
  }

  /** Returns when to retry, if the server says so ({@code Retry-After}). */
  public Optional<Instant> retryAt() {
    return Optional.ofNullable(retryAt);
  }
}

package dev.mcpfly.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What is known about a failed call; shared by all errors. */
record Failure(
    @Nullable FlyOperation operation,
    @Nullable String app,
    @Nullable String machine,
    int status,
    @Nullable String code,
    @Nullable String requestId,
    int attempts,
    @Nullable String body,
    boolean outcomeUnknown,
    @Nullable Throwable cause)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final Failure NONE = new Failure(null, null, null, 0, null, null, 0, null, false, null);

  Failure withCause(Throwable other) {
    return new Failure(
        operation, app, machine, status, code, requestId, attempts, body, outcomeUnknown, other);
  }

  Failure withOutcomeUnknown(boolean unknown) {
    return new Failure(
        operation, app, machine, status, code, requestId, attempts, body, unknown, cause);
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a machine does not reach the awaited state in time. */
public final class WaitTimeoutException extends FlyException {
  private static final long serialVersionUID = 1L;

  private final String awaited;
  private final transient @Nullable MachineState lastState;
  private final Duration timeout;

  WaitTimeoutException(
      String message,
      Failure failure,
      String awaited,
      @Nullable MachineState lastState,
      Duration timeout) {
    super(message, failure);
    this.awaited = awaited;
    this.lastState = lastState;
    this.timeout = timeout;
  }

  /** Returns what the wait was for: a state such as {@code started}, or passing checks. */
  public String awaited() {
    return awaited;
  }

  /** Returns the state in which the machine was seen last, if it was seen. */
  public Optional<MachineState> lastState() {
    return Optional.ofNullable(lastState);
  }

  /** Returns how long the wait lasted. */
  public Duration timeout() {
    return timeout;
  }
}

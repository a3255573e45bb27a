package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signals that a machine did not get into the awaited state in the given time. */
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

  /** Returns what was waited for: a state such as {@code started}, or passing checks. */
  public String awaited() {
    return awaited;
  }

  /** Returns the state in which the machine was seen last, if it was seen. */
  public Optional<MachineState> lastState() {
    return Optional.ofNullable(lastState);
  }

  /** Returns how long was waited. */
  public Duration timeout() {
    return timeout;
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to wait for, and how long. */
public final class WaitSettings {
  private List<MachineState> states = List.of(MachineState.STARTED);
  private Duration timeout = Duration.ofMinutes(5);
  private @Nullable String version;
  private @Nullable String fromEvent;

  WaitSettings() {}

  /** Sets the states, any of which ends the wait. Default: {@link MachineState#STARTED}. */
  public WaitSettings state(MachineState... states) {
    if (states.length == 0) {
      throw new InvalidRequestException("state", "empty", "it must not be empty");
    }
    this.states = List.of(states);
    return this;
  }

  /**
   * Sets how long to wait in all, which may be longer than the API's limit of a minute. Default: 5
   * minutes.
   */
  public WaitSettings timeout(Duration timeout) {
    this.timeout = Rules.positive("timeout", timeout);
    return this;
  }

  /** Waits for a version of the machine; if it is replaced, the wait follows the new one. */
  public WaitSettings version(String version) {
    this.version = Rules.notBlank("version", version);
    return this;
  }

  /** Considers only what happens after an event. */
  public WaitSettings fromEvent(String eventId) {
    this.fromEvent = Rules.notBlank("from_event_id", eventId);
    return this;
  }

  List<MachineState> states() {
    return states;
  }

  Duration timeout() {
    return timeout;
  }

  @Nullable String version() {
    return version;
  }

  @Nullable String fromEvent() {
    return fromEvent;
  }
}

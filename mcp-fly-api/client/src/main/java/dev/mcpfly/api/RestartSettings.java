package dev.mcpfly.api;

import dev.mcpfly.api.json.Times;
import dev.mcpfly.api.model.Signal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings for restarting a machine. */
public final class RestartSettings {
  private @Nullable String timeout;
  private @Nullable Signal signal;
  private @Nullable Boolean force;

  RestartSettings() {}

  /** Sets how long the process has before it is killed. */
  public RestartSettings timeout(Duration timeout) {
    this.timeout = Times.format(Rules.positive("timeout", timeout));
    return this;
  }

  /** Sets the signal that stops the process. */
  public RestartSettings signal(Signal signal) {
    this.signal = signal;
    return this;
  }

  /** Sets whether the process is killed at once. */
  public RestartSettings forceStop(boolean force) {
    this.force = force;
    return this;
  }

  void apply(OperationCall call) {
    call.query("timeout", timeout).query("signal", signal).query("force_stop", force);
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Thrown when a machine can no longer reach the awaited state, for example because its process
 * ended.
 */
public final class MachineStartException extends FlyException {
  private static final long serialVersionUID = 1L;

  private final transient Machine lastSeen;

  MachineStartException(String message, Failure failure, Machine lastSeen) {
    super(message, failure);
    this.lastSeen = lastSeen;
  }

  /** Returns the machine as it was seen last. */
  public Machine lastSeen() {
    return lastSeen;
  }

  /** Returns the state in which the machine was seen last. */
  public MachineState state() {
    return lastSeen.state();
  }

  /** Returns the exit code of the last process that ended, if the events report it. */
  public OptionalInt exitCode() {
    return exit()
        .map(Machine.Event.Exit::exitCode)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** Returns whether the last process that ended was killed for lack of memory. */
  public boolean oomKilled() {
    return exit().map(Machine.Event.Exit::oomKilled).orElse(false);
  }

  /** Returns the machine's events, newest first. */
  public List<Machine.Event> lastEvents() {
    return lastSeen.events();
  }

  private Optional<Machine.Event.Exit> exit() {
    return lastSeen.lastExit();
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * The result of a job.
 *
 * @param machine the machine that ran it, as it was seen last; it has been destroyed since
 * @param exitCode the exit code of its process; 0 means success
 * @param logs the lines of its log that the service had by then, oldest first; at most 1000
 */
public record JobResult(Machine machine, int exitCode, List<LogEntry> logs) implements JsonModel {
  /** Copies the list. */
  public JobResult {
    Objects.requireNonNull(machine, "machine");
    logs = List.copyOf(logs);
  }

  /** Returns whether the exit code is 0. */
  public boolean isSuccess() {
    return exitCode == 0;
  }

  /** Returns whether the process was killed because the machine ran out of memory. */
  public boolean oomKilled() {
    return machine.lastExit().map(Machine.Event.Exit::oomKilled).orElse(false);
  }

  /** Returns the result as one object: {@code machine}, {@code exit_code} and {@code logs}. */
  @Override
  public JsonObject json() {
    return JsonObject.of("machine", machine.json())
        .with("exit_code", exitCode)
        .with("logs", logs.stream().map(LogEntry::json).toList());
  }
}

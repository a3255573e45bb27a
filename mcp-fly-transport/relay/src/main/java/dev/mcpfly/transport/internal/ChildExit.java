package dev.mcpfly.transport.internal;

import java.time.Duration;
import java.util.List;

/**
 * How a child process ended.
 *
 * @param code the exit code; 128 and more for a signal, as shells count
 * @param uptime how long it ran
 * @param lastErrorLines the last lines that it wrote to stderr, oldest first
 */
public record ChildExit(int code, Duration uptime, List<String> lastErrorLines) {
  /** Copies the lines. */
  public ChildExit {
    lastErrorLines = List.copyOf(lastErrorLines);
  }
}

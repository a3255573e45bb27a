package dev.mcpfly.transport;

import java.time.Duration;
import java.util.List;

/**
 * Describes how a server process behind a {@link Relay} exited on its own.
 *
 * @param code the exit code; 128 and more for a signal
 * @param uptime how long it had run
 * @param lastErrorLines the last lines that it wrote to stderr, oldest first, at most 50
 */
public record ServerExit(int code, Duration uptime, List<String> lastErrorLines) {
  /** Copies the lines. */
  public ServerExit {
    lastErrorLines = List.copyOf(lastErrorLines);
  }
}

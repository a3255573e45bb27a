package dev.mcpfly.transport.internal.relay;

import java.lang.System.Logger.Level;

/** Receives the relay's log lines, which contain neither bodies nor secrets. */
public interface Log {
  /** Logs a line of the relay. */
  void log(Level level, String line);

  /** Logs a line that a child wrote to stderr. */
  void stderr(String child, String line);
}

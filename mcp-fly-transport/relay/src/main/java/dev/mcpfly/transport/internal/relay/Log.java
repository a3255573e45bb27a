package dev.mcpfly.transport.internal.relay;

import java.lang.System.Logger.Level;

/** Takes what the relay has to say: never bodies, never secrets. */
public interface Log {
  /** One line of the relay. */
  void log(Level level, String line);

  /** One line that a child wrote to stderr. */
  void stderr(String child, String line);
}

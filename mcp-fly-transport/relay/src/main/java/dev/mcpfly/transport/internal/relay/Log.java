package dev.mcpfly.transport.internal.relay;

import java.lang.System.Logger.Level;

/** Takes what the relay has to say: never bodies, never secrets. */
public interface Log {
  /** Takes everything and keeps nothing. */
  Log NONE =
      new Log() {
        @Override
        public void log(Level level, String line) {}

        @Override
        public void stderr(String child, String line) {}
      };

  /** One line of the relay. */
  void log(Level level, String line);

  /** One line that a child wrote to stderr. */
  void stderr(String child, String line);
}

package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.relay.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands a relay's log lines, and those of its servers, to consumers or to {@link Logger}. */
final class RelayLog implements Log {
  private final @Nullable Consumer<String> lines;
  private final @Nullable Consumer<String> errors;

  /**
   * Creates a log.
   *
   * @param lines takes the relay's own lines; null for the system's logger
   * @param errors takes what servers write to stderr; null for the system's logger
   */
  RelayLog(@Nullable Consumer<String> lines, @Nullable Consumer<String> errors) {
    this.lines = lines;
    this.errors = errors;
  }

  @Override
  public void log(Level level, String line) {
    if (lines == null) {
      logger().log(level, line);
    } else if (level.getSeverity() >= Level.INFO.getSeverity()) {
      lines.accept(line);
    }
  }

  @Override
  public void stderr(String child, String line) {
    if (errors == null) {
      logger().log(Level.DEBUG, child + ": " + line);
    } else {
      errors.accept(line);
    }
  }

  /** Looks the logger up only when it is used, because that costs time at the start. */
  private static Logger logger() {
    return System.getLogger(Relay.class.getName());
  }
}

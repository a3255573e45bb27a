package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The levels of log lines, in the order of their weight. */
final class LogLevel {
  private static final List<String> NAMES =
      List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  private LogLevel() {}

  /** Returns the weight of a level, from 0; or -1 if there is no such level. */
  static int weight(@Nullable String name) {
    return name == null ? -1 : NAMES.indexOf(name);
  }

  /** Returns the weight of the level that a message has; or -1 if it has none that is known. */
  static int of(Envelope message) {
    return weight(message.text(Member.LEVEL));
  }
}

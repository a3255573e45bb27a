package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.cli.CommandLine;
import java.time.Duration;

/**
 * The flags of {@code wrap} that set limits: one for each of {@link RelayLimits}, and the times.
 */
final class LimitFlags {
  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_BYTES = 1 << 30;

  private LimitFlags() {}

  /** Reads the flags that are given; all others keep their defaults. */
  static RelayLimits limits(CommandLine line) {
    RelayLimits is = RelayLimits.ofDefaults();
    return is.sessions(line.number("max-sessions", is.sessions(), 1, MAX_COUNT))
        .children(line.number("max-servers", is.children(), 1, 100_000))
        .connections(line.number("max-connections", is.connections(), 1, MAX_COUNT))
        .childWait(line.duration("server-wait", is.childWait()))
        .sessionIdle(line.duration("session-idle", is.sessionIdle()))
        .stopGrace(line.duration("stop-grace", is.stopGrace()))
        .requestBytes(line.bytes("max-request", is.requestBytes(), 1024, MAX_BYTES))
        .messageBytes(line.bytes("max-message", is.messageBytes(), 1024, MAX_BYTES))
        .headerBytes(line.bytes("max-header", is.headerBytes(), 1024, 1 << 20))
        .keptEvents(line.number("kept-events", is.keptEvents(), 1, MAX_COUNT))
        .keptBytes(line.bytes("kept-bytes", (int) is.keptBytes(), 1024, MAX_BYTES))
        .headerTimeout(line.duration("header-timeout", is.headerTimeout()))
        .bodyTimeout(line.duration("body-timeout", is.bodyTimeout()))
        .idleConnection(line.duration("idle-connection", is.idleConnection()));
  }

  /** Applies the flags for the relay's times. */
  static void times(CommandLine line, Relay.Builder builder) {
    apply(line, "heartbeat", builder::heartbeat);
    apply(line, "stream-after", builder::streamAfter);
    apply(line, "drain", builder::drain);
    apply(line, "exit-when-idle", builder::exitWhenIdle);
  }

  private interface Setter {
    Relay.Builder set(Duration value);
  }

  private static void apply(CommandLine line, String name, Setter setter) {
    Duration value = line.duration(name, Duration.ZERO);
    if (!value.isZero()) {
      setter.set(value);
    }
  }
}

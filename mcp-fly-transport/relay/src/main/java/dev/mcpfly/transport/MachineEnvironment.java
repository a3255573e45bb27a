package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.cli.CommandLine;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** The variables by which a Fly Machine says how its relay behaves among others of its app. */
final class MachineEnvironment {
  private final Map<String, String> environment;

  MachineEnvironment(Map<String, String> environment) {
    this.environment = environment;
  }

  void apply(Relay.Builder builder) {
    String sessionKey = value("MCP_FLY_SESSION_KEY");
    if (!sessionKey.isEmpty()) {
      builder.sessionKey(sessionKey);
    }
    String stickyKey = value("MCP_FLY_STICKY_KEY");
    String machine = value("FLY_MACHINE_ID");
    if (!stickyKey.isEmpty() && !machine.isEmpty()) {
      builder.stickySessions(machine, stickyKey);
    }
    time("MCP_FLY_DRAIN", builder::drain);
    time("MCP_FLY_EXIT_WHEN_IDLE", builder::exitWhenIdle);
    String metrics = value("MCP_FLY_METRICS");
    if (!metrics.isEmpty()) {
      builder.metrics(CommandLine.truth("MCP_FLY_METRICS", metrics));
    }
  }

  private void time(String name, Consumer<Duration> setter) {
    String text = value(name);
    if (!text.isEmpty()) {
      setter.accept(CommandLine.time(name, text));
    }
  }

  private String value(String name) {
    return environment.getOrDefault(name, "").strip();
  }
}

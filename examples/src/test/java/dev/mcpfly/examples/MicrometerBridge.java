package dev.mcpfly.examples;

import dev.mcpfly.transport.RelayEvent;
import dev.mcpfly.transport.RelayListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** A relay's calls as Micrometer timers, by the names of OpenTelemetry's conventions for MCP. */
final class MicrometerBridge implements RelayListener {
  private static final Duration[] BUCKETS =
      DoubleStream.of(.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 120, 300)
          .mapToObj(seconds -> Duration.ofMillis((long) (seconds * 1000)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  MicrometerBridge(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void on(RelayEvent event) {
    if (event instanceof RelayEvent.SessionEnded session) {
      timer("mcp.server.session.duration", Tags.of("mcp.transport", session.transport()))
          .record(session.duration());
    } else if (event instanceof RelayEvent.CallEnded call) {
      // Every meter of one name must have the same tags; empty ones stand for what is absent.
      boolean prompt = call.method().equals("prompts/get");
      String name = call.tool().orElse("");
      Tags tags =
          Tags.of(
              "mcp.method.name",
              call.method(),
              "gen_ai.tool.name",
              prompt ? "" : name,
              "gen_ai.prompt.name",
              prompt ? name : "",
              "error.type",
              call.errorType().orElse(""));
      timer("mcp.server.operation.duration", tags).record(call.duration());
    } else if (event instanceof RelayEvent.Refused refused) {
      registry.counter("mcp.relay.refused", "reason", refused.reason().name()).increment();
    }
  }

  private Timer timer(String name, Tags tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
  }
}

package dev.mcpfly.examples;

import dev.mcpfly.transport.RelayEvent;
import dev.mcpfly.transport.RelayListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;

/** A relay's calls as spans and metrics, by the names of OpenTelemetry's conventions for MCP. */
final class OpenTelemetryBridge implements RelayListener {
  private static final List<Double> SECONDS =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

  private final Tracer tracer;
  private final DoubleHistogram calls;
  private final DoubleHistogram sessions;

  OpenTelemetryBridge(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("mcp-fly");
    calls = histogram(telemetry.getMeter("mcp-fly"), "mcp.server.operation.duration");
    sessions = histogram(telemetry.getMeter("mcp-fly"), "mcp.server.session.duration");
  }

  private static DoubleHistogram histogram(Meter meter, String name) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  @Override
  public void on(RelayEvent event) {
    if (event instanceof RelayEvent.SessionEnded session) {
      sessions.record(session.duration().toNanos() / 1e9);
    } else if (event instanceof RelayEvent.CallEnded call) {
      AttributesBuilder attributes = Attributes.builder().put("mcp.method.name", call.method());
      call.tool().ifPresent(tool -> attributes.put(kind(call) + ".name", tool));
      call.errorType().ifPresent(error -> attributes.put("error.type", error));
      if (call.method().equals("tools/call")) {
        attributes.put("gen_ai.operation.name", "execute_tool");
      }
      calls.record(call.duration().toNanos() / 1e9, attributes.build());
      String name = call.method() + call.tool().map(tool -> " " + tool).orElse("");
      Span span =
          tracer
              .spanBuilder(name)
              .setSpanKind(SpanKind.SERVER)
              .setNoParent()
              .setStartTimestamp(call.time().minus(call.duration()))
              .setAllAttributes(attributes.put("mcp.session.id", call.session()).build())
              .startSpan();
      call.errorType().ifPresent(error -> span.setStatus(StatusCode.ERROR, error));
      span.end(call.time());
    }
  }

  private static String kind(RelayEvent.CallEnded call) {
    return call.method().equals("prompts/get") ? "gen_ai.prompt" : "gen_ai.tool";
  }
}

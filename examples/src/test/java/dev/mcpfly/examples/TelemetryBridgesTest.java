package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.Relay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridges of the guide say what a relay did, by the names of the conventions. */
@Timeout(120)
class TelemetryBridgesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** A session with a call that works, one that does not, and one that a rule blocks. */
  private static void use(Relay relay) throws Exception {
    String session =
        post(
                relay,
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                    + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":"
                    + "{\"name\":\"t\",\"version\":\"1\"}}}")
            .headers()
            .firstValue("Mcp-Session-Id")
            .orElseThrow();
    for (String tool : new String[] {"add_note", "nothing", "blocked"}) {
      post(
          relay,
          session,
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
              + tool
              + "\",\"arguments\":{\"text\":\"a secret\"}}}");
    }
  }

  private static HttpResponse<String> post(Relay relay, String session, String message)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(relay.uri())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return CLIENT.send(
        request.POST(BodyPublishers.ofString(message)).build(), BodyHandlers.ofString());
  }

  private static Relay.Builder relay() {
    return Relay.stdio(Programs.noteServer()).port(0).tools(t -> t.deny("blocked"));
  }

  @Test
  void spansAndMetricsOfOpenTelemetry() throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    InMemoryMetricReader metrics = InMemoryMetricReader.create();
    try (OpenTelemetrySdk telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build()) {
      try (Relay relay = relay().listener(new OpenTelemetryBridge(telemetry)).start()) {
        use(relay);
      }
      assertThat(spans.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .containsExactly("initialize", "tools/call add_note", "tools/call nothing");
      SpanData failed = spans.getFinishedSpanItems().get(2);
      assertThat(failed.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(failed.getAttributes().get(AttributeKey.stringKey("mcp.method.name")))
          .isEqualTo("tools/call");
      assertThat(failed.getAttributes().get(AttributeKey.stringKey("gen_ai.tool.name")))
          .isEqualTo("nothing");
      assertThat(failed.getAttributes().get(AttributeKey.stringKey("error.type")))
          .isEqualTo("-32602");
      assertThat(failed.getEndEpochNanos()).isGreaterThanOrEqualTo(failed.getStartEpochNanos());
      assertThat(metrics.collectAllMetrics())
          .extracting(MetricData::getName)
          .containsExactlyInAnyOrder(
              "mcp.server.operation.duration", "mcp.server.session.duration");
      assertThat(spans.getFinishedSpanItems().toString()).doesNotContain("a secret");
    }
  }

  @Test
  void timersOfMicrometer() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Relay relay = relay().listener(new MicrometerBridge(registry)).start()) {
      use(relay);
    }
    assertThat(
            registry
                .get("mcp.server.operation.duration")
                .tags("mcp.method.name", "tools/call", "gen_ai.tool.name", "add_note")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("mcp.server.operation.duration")
                .tags("error.type", "-32602")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("mcp.server.session.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("mcp.relay.refused").tags("reason", "RULE").counter().count())
        .isEqualTo(1);
  }
}

package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.events.CallHistograms;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Says whether the relay lives, whether its children do, and what it has counted. */
final class HealthEndpoint {
  static final String LIVE = "/livez";
  static final String READY = "/readyz";

  private final RelaySettings settings;
  private final Children children;
  private final Sessions sessions;
  private final Metrics metrics;
  private final BooleanSupplier alive;
  private final Drain drain;

  HealthEndpoint(
      RelaySettings settings,
      Children children,
      Sessions sessions,
      Metrics metrics,
      BooleanSupplier alive,
      Drain drain) {
    this.drain = drain;
    this.settings = settings;
    this.alive = alive;
    this.children = children;
    this.sessions = sessions;
    this.metrics = metrics;
  }

  /** Answers {@code /livez} and {@code /readyz} without credentials, as platforms check them. */
  void handle(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      Answers.error(
          exchange, 405, Answers.INVALID_REQUEST, "Only GET is served here.", "Allow", "GET, HEAD");
    } else if (!alive.getAsBoolean()) {
      Answers.text(exchange, 503, "a part of the relay has failed: restart it\n");
    } else if (exchange.path().equals(LIVE)) {
      Answers.text(exchange, 200, "ok\n");
    } else if (drain.isOn()) {
      Answers.text(exchange, 503, "draining\n");
    } else if (children.ready()) {
      Answers.text(
          exchange,
          200,
          "ok\nservers: "
              + of(children.running(), settings.children())
              + (children.waiting() > 0 ? ", " + children.waiting() + " clients wait" : "")
              + "\nsessions: "
              + of(sessions.all().size(), settings.sessions())
              + "\n");
    } else {
      Answers.text(exchange, 503, "the server behind this relay does not run\n");
    }
  }

  private static String of(int count, int most) {
    return most == Integer.MAX_VALUE ? "" + count : count + " of " + most;
  }

  /** Answers {@code /metrics} in the text format of Prometheus. */
  void metrics(Exchange exchange) {
    StringBuilder out = new StringBuilder();
    line(out, "requests_total", "counter", metrics.requests.sum());
    line(out, "requests_refused_total", "counter", metrics.refused.sum());
    line(out, "child_starts_total", "counter", metrics.childStarts.sum());
    line(out, "child_exits_total", "counter", metrics.childExits.sum());
    line(out, "child_bad_lines_total", "counter", metrics.badLines.sum());
    line(out, "messages_unroutable_total", "counter", metrics.unroutable.sum());
    line(out, "messages_dropped_total", "counter", metrics.dropped.sum());
    line(out, "sessions", "gauge", sessions.all().size());
    line(out, "children", "gauge", children.running());
    line(out, "children_max", "gauge", settings.children());
    line(out, "clients_waiting", "gauge", children.waiting());
    line(out, "sessions_max", "gauge", settings.sessions());
    line(out, "evictions_total", "counter", metrics.evicted.sum());
    line(out, "ready", "gauge", children.ready() ? 1 : 0);
    CallHistograms histograms = settings.histograms();
    if (histograms != null) {
      histograms.write(out);
    }
    Answers.text(exchange, 200, out.toString());
  }

  private static void line(StringBuilder out, String name, String type, long value) {
    out.append(
        String.format(
            Locale.ROOT, "# TYPE mcp_relay_%s %s%nmcp_relay_%s %d%n", name, type, name, value));
  }
}

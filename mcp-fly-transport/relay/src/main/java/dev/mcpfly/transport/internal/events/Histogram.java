package dev.mcpfly.transport.internal.events;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Durations in the buckets of OpenTelemetry's conventions for MCP. Thread-safe. */
final class Histogram {
  private static final double[] SECONDS = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300
  };

  private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Histogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void record(long duration) {
    double seconds = duration / 1e9;
    int i = 0;
    while (i < SECONDS.length && seconds > SECONDS[i]) {
      i++;
    }
    buckets[i].increment();
    nanos.add(duration);
  }

  /**
   * Writes the series in the text format of Prometheus.
   *
   * @param labels {@code name="value"} pairs, separated by commas; may be empty
   */
  void write(StringBuilder out, String name, String labels) {
    String comma = labels.isEmpty() ? "" : ",";
    long count = 0;
    for (int i = 0; i < buckets.length; i++) {
      count += buckets[i].sum();
      String bound = i == SECONDS.length ? "+Inf" : number(SECONDS[i]);
      out.append(name).append("_bucket{").append(labels).append(comma);
      out.append("le=\"").append(bound).append("\"} ").append(count).append('\n');
    }
    String braces = labels.isEmpty() ? "" : "{" + labels + "}";
    out.append(name).append("_sum").append(braces).append(' ');
    out.append(String.format(Locale.ROOT, "%.9f", nanos.sum() / 1e9)).append('\n');
    out.append(name).append("_count").append(braces).append(' ').append(count).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) ? "" + (long) value : "" + value;
  }
}

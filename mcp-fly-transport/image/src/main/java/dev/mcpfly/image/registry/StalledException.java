package dev.mcpfly.image.registry;

import java.io.IOException;
import java.time.Duration;

/** Thrown when no data moved for too long, or the whole exchange took too long. */
final class StalledException extends IOException {
  private static final long serialVersionUID = 1L;

  StalledException(String host, Wire.Limits limits, long quietNanos) {
    super(
        quietNanos >= limits.idle().toNanos()
            ? "no byte moved between here and " + host + " for " + seconds(limits.idle())
            : "the exchange with " + host + " did not finish within " + seconds(limits.total()));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
  }
}

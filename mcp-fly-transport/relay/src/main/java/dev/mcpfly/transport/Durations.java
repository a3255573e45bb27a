package dev.mcpfly.transport;

import java.time.Duration;

/** Checks durations that callers set. */
final class Durations {
  private Durations() {}

  static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "The " + name + " must be positive, but was " + duration + ".");
    }
  }

  static void requireNotNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "The " + name + " must not be negative, but was " + duration + ".");
    }
  }
}

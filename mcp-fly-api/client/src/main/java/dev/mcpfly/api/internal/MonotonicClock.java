package dev.mcpfly.api.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Returns the wall time at its creation plus the time elapsed since; never jumps. */
public final class MonotonicClock extends Clock {
  private final Instant base = Instant.now();
  private final long start = System.nanoTime();

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }

  @Override
  public Instant instant() {
    return base.plusNanos(System.nanoTime() - start);
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.emulator.HeldClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A held clock of the emulator, as the clock of a client. */
final class EmulatorTime extends Clock {
  private final HeldClock held;

  EmulatorTime(HeldClock held) {
    this.held = held;
  }

  @Override
  public Instant instant() {
    return held.instant();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

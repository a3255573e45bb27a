package dev.mcpfly.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands still, except that sleeping moves it forward at once. No load makes it go faster. */
final class SkippingClock extends Clock implements FlyClient.Sleeper {
  final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private final Instant base = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicLong skipped = new AtomicLong();
  private volatile int sleepsUntil = -1;
  private volatile Runnable then = () -> {};

  /** Does something when there were so many sleeps. */
  void onSleep(int count, Runnable action) {
    then = action;
    sleepsUntil = count;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(duration);
    skipped.addAndGet(duration.toNanos());
    if (sleeps.size() == sleepsUntil) {
      then.run();
    }
  }

  /** Moves on, as if something had taken so long. */
  void pass(Duration duration) {
    skipped.addAndGet(duration.toNanos());
  }

  @Override
  public Instant instant() {
    return base.plusNanos(skipped.get());
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

package dev.mcpfly.transport.internal.relay;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens. */
final class Metrics {
  private volatile long usedAt = System.nanoTime();

  final LongAdder requests = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder childStarts = new LongAdder();
  final LongAdder childExits = new LongAdder();
  final LongAdder badLines = new LongAdder();
  final LongAdder unroutable = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder dropped = new LongAdder();

  /** Records that a client has sent or received something. */
  void used() {
    usedAt = System.nanoTime();
  }

  /** Returns when that happened last. */
  long usedAt() {
    return usedAt;
  }
}

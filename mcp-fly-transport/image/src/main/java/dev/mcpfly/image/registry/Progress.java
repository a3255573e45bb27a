package dev.mcpfly.image.registry;

import java.util.function.LongConsumer;

/** Limits progress reports to about a hundred for a blob, and always sends the last one. */
final class Progress {
  private static final long SMALLEST_STEP = 256 * 1024;

  private final long total;
  private final long step;
  private final LongConsumer report;
  private long next;

  Progress(long total, LongConsumer report) {
    this.total = total;
    this.step = Math.max(SMALLEST_STEP, total / 100);
    this.report = report;
  }

  synchronized void at(long bytes) {
    if (bytes >= next || bytes == total) {
      report.accept(bytes);
      next = bytes + step;
    }
  }
}

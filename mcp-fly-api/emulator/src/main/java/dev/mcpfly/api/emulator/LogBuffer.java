package dev.mcpfly.api.emulator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last log lines of an app. Has its own lock: runtimes write at any time. */
final class LogBuffer {
  private static final int LIMIT = 10_000;

  private final Deque<Line> lines = new ArrayDeque<>();
  private long written;

  synchronized void add(Instant time, Vm vm, String provider, String level, String message) {
    if (lines.size() == LIMIT) {
      lines.removeFirst();
    }
    lines.addLast(new Line(++written, time, vm.id, vm.region, provider, level, message));
  }

  /** Returns the lines after a number, oldest first. */
  synchronized List<Line> after(long number) {
    return lines.stream().filter(line -> line.number() > number).toList();
  }

  /** One line; numbers begin at 1. */
  record Line(
      long number,
      Instant time,
      String machine,
      String region,
      String provider,
      String level,
      String message) {}
}

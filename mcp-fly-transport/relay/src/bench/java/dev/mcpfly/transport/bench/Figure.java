package dev.mcpfly.transport.bench;

/** What is measured. */
enum Figure {
  COLD("cold start to the first answer", "ms", false),
  P50("p50 of a call, one at a time", "ms", false),
  P99("p99 of a call, one at a time", "ms", false),
  CALLS("calls per second, 32 at a time", "1/s", true),
  CPU("processor time of a call, 32 at a time", "µs", false),
  BIG("p50 of a result of 1 MB", "ms", false),
  IDLE("memory, idle", "MB", false),
  PEAK("memory, at most", "MB", false),
  STATELESS("calls per second without sessions, 16 at a time", "1/s", true),
  SESSIONS("memory with 1,000 idle sessions", "MB", false);

  final String title;
  final String unit;
  final boolean moreIsBetter;

  Figure(String title, String unit, boolean moreIsBetter) {
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }
}

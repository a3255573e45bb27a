package dev.mcpfly.transport.bench;

import java.util.List;
import java.util.Locale;

/** The goals that the relay is to hold, and whether it does. */
final class MustHold {
  private static final String ENTRY = "ours, entry";
  private static final String PLAIN = "ours, java -jar";
  private static final String NEWEST = "ours, newest Java";
  private static final String RUST = "mcp-proxy (Rust)";

  /**
   * One goal.
   *
   * @param what is compared, for who reads the table
   * @param target of ours
   * @param peer that it is compared with, or null for a goal in the figure's own unit
   * @param most whether the limit is the most that it may be, or the least
   */
  private record Goal(
      String what, Figure figure, String target, String peer, boolean most, double limit) {}

  private static final List<Goal> GOALS =
      List.of(
          new Goal("p50 at 1, to Rust", Figure.P50, ENTRY, RUST, true, 0.65),
          new Goal("p50 at 1, to the floor", Figure.P50, ENTRY, Targets.FLOOR, true, 0.75),
          new Goal("calls/s at 32, entry, to Rust", Figure.CALLS, ENTRY, RUST, false, 1.6),
          new Goal("calls/s at 32, java -jar, to Rust", Figure.CALLS, PLAIN, RUST, false, 1.6),
          new Goal("results of 1 MB, to Rust", Figure.BIG, ENTRY, RUST, true, 0.9),
          new Goal("cold start, newest Java, to Rust", Figure.COLD, NEWEST, RUST, true, 1.7),
          new Goal("cold start, this Java, to Rust", Figure.COLD, ENTRY, RUST, true, 2.2),
          new Goal(
              "stateless calls/s at 16, to mcp-proxy",
              Figure.STATELESS,
              ENTRY,
              "mcp-proxy",
              false,
              6),
          new Goal(
              "proxy > relay, p50, to mcp-remote > supergateway",
              Figure.P50,
              "ours > ours",
              "mcp-remote > supergateway",
              true,
              0.28),
          new Goal("memory idle, MB", Figure.IDLE, ENTRY, null, true, 38),
          new Goal("memory at most, MB", Figure.PEAK, ENTRY, null, true, 80),
          new Goal("CPU of a call at 32, to Rust", Figure.CPU, ENTRY, RUST, true, 0.6),
          new Goal(
              "1,000 idle sessions, shared server, MB",
              Figure.SESSIONS,
              ENTRY + ", shared",
              null,
              true,
              120));

  private MustHold() {}

  /** Returns the goals as a table; what was not measured in this run says so. */
  static String table(Results results, Results chains) {
    StringBuilder table = new StringBuilder("| must hold | goal | measured | |\n|---|---:|---:|---|\n");
    for (Goal goal : GOALS) {
      Results where = goal.target().contains(" > ") ? chains : results;
      double value = where.median(goal.target(), goal.figure());
      String unit = "";
      if (goal.peer() != null) {
        value /= where.median(goal.peer(), goal.figure());
        unit = "x";
      }
      boolean held = goal.most() ? value <= goal.limit() : value >= goal.limit();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s %s%s | %s | %s |%n",
              goal.what(),
              goal.most() ? "≤" : "≥",
              String.format(Locale.ROOT, "%.2f", goal.limit()).replaceFirst("\\.?0+$", ""),
              unit,
              Double.isNaN(value) ? "not measured" : String.format(Locale.ROOT, "%.2f%s", value, unit),
              Double.isNaN(value) ? "" : held ? "✓" : "✗"));
    }
    return table.toString();
  }
}

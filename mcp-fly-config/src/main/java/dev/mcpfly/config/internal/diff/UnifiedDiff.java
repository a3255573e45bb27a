package dev.mcpfly.config.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Writes the difference of two texts in the unified format. */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /** Above this many pairs of lines the changed part is shown as one block. */
  private static final long MAX_PAIRS = 4_000_000;

  /** How far lines that match again are looked for behind a change. */
  private static final int LOOKAHEAD = 256;

  /** How many lines must match before a change counts as over. */
  private static final int MATCHES = 3;

  private final TextLines before;
  private final TextLines after;

  private UnifiedDiff(TextLines before, TextLines after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Returns the difference.
   *
   * @param oldName the name of the first text
   * @param newName the name of the second text
   * @param before the lines of the first text, or all of them that are near a change
   * @param after the lines of the second text that correspond to those
   * @param shownBefore what is shown for a line of the first text, given its index
   * @param shownAfter what is shown for a line of the second text, given its index
   */
  public static String of(
      String oldName,
      String newName,
      TextLines before,
      TextLines after,
      IntFunction<String> shownBefore,
      IntFunction<String> shownAfter) {
    List<int[]> changes = new UnifiedDiff(before, after).changes();
    if (changes.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append("--- ").append(oldName).append('\n').append("+++ ").append(newName).append('\n');
    for (int i = 0; i < changes.size(); ) {
      int last = i;
      while (last + 1 < changes.size()
          && changes.get(last + 1)[0] - changes.get(last)[1] <= 2 * CONTEXT) {
        last++;
      }
      hunk(out, changes.subList(i, last + 1), before, shownBefore, shownAfter);
      i = last + 1;
    }
    return out.toString();
  }

  private static void hunk(
      StringBuilder out,
      List<int[]> changes,
      TextLines lines,
      IntFunction<String> before,
      IntFunction<String> after) {
    int[] first = changes.get(0);
    int[] last = changes.get(changes.size() - 1);
    int lead = Math.min(CONTEXT, first[0]);
    int tail = Math.min(CONTEXT, lines.size() - last[1]);
    int oldStart = first[0] - lead;
    int newStart = first[2] - lead;
    out.append("@@ -").append(range(oldStart + lines.first(), last[1] + tail - oldStart));
    out.append(" +")
        .append(range(newStart + lines.first(), last[3] + tail - newStart))
        .append(" @@\n");
    int old = oldStart;
    for (int[] change : changes) {
      for (; old < change[0]; old++) {
        line(out, ' ', before.apply(old));
      }
      for (; old < change[1]; old++) {
        line(out, '-', before.apply(old));
      }
      for (int i = change[2]; i < change[3]; i++) {
        line(out, '+', after.apply(i));
      }
    }
    for (; old < last[1] + tail; old++) {
      line(out, ' ', before.apply(old));
    }
  }

  private static String range(int start, int count) {
    int shown = count == 0 ? start : start + 1;
    return count == 1 ? String.valueOf(shown) : shown + "," + count;
  }

  private static void line(StringBuilder out, char sign, String line) {
    String body = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    out.append(sign).append(body).append('\n');
    if (!line.endsWith("\n")) {
      out.append("\\ No newline at end of file\n");
    }
  }

  /** Returns the changed ranges: from and to in the first text, from and to in the second. */
  private List<int[]> changes() {
    int start = 0;
    int oldEnd = before.size();
    int newEnd = after.size();
    while (start < Math.min(oldEnd, newEnd) && same(start, start)) {
      start++;
    }
    while (oldEnd > start && newEnd > start && same(oldEnd - 1, newEnd - 1)) {
      oldEnd--;
      newEnd--;
    }
    if (start == oldEnd && start == newEnd) {
      return List.of();
    }
    return (long) (oldEnd - start) * (newEnd - start) > MAX_PAIRS
        ? scan(start, oldEnd, newEnd)
        : compare(start, oldEnd, newEnd);
  }

  private boolean same(int old, int changed) {
    return before.same(old, after, changed);
  }

  /** Goes through both texts at once; after each change it looks for where they match again. */
  private List<int[]> scan(int start, int oldEnd, int newEnd) {
    List<int[]> changes = new ArrayList<>();
    int i = start;
    int j = start;
    while (i < oldEnd || j < newEnd) {
      if (i < oldEnd && j < newEnd && same(i, j)) {
        i++;
        j++;
        continue;
      }
      int[] next = nextMatch(i, j, oldEnd, newEnd);
      changes.add(new int[] {i, next[0], j, next[1]});
      i = next[0];
      j = next[1];
    }
    return changes;
  }

  private int[] nextMatch(int old, int changed, int oldEnd, int newEnd) {
    for (int distance = 1; distance <= LOOKAHEAD; distance++) {
      for (int skipped = 0; skipped <= distance; skipped++) {
        int i = old + skipped;
        int j = changed + distance - skipped;
        if (matches(i, j, oldEnd, newEnd)) {
          return new int[] {i, j};
        }
      }
    }
    return new int[] {oldEnd, newEnd};
  }

  private boolean matches(int old, int changed, int oldEnd, int newEnd) {
    for (int k = 0; k < MATCHES; k++) {
      boolean bothEnd = old + k == oldEnd && changed + k == newEnd;
      if (bothEnd) {
        return true;
      }
      if (old + k >= oldEnd || changed + k >= newEnd || !same(old + k, changed + k)) {
        return false;
      }
    }
    return true;
  }

  private List<int[]> compare(int start, int oldEnd, int newEnd) {
    int rows = oldEnd - start;
    int columns = newEnd - start;
    int[][] common = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        common[i][j] =
            same(start + i, start + j)
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<int[]> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && same(start + i, start + j)) {
        i++;
        j++;
        continue;
      }
      int fromOld = i;
      int fromNew = j;
      while ((i < rows || j < columns)
          && !(i < rows && j < columns && same(start + i, start + j))) {
        if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
          i++;
        } else {
          j++;
        }
      }
      changes.add(new int[] {start + fromOld, start + i, start + fromNew, start + j});
    }
    return changes;
  }
}

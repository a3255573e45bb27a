package dev.mcpfly.config.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Writes the difference of two texts in the unified format. */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /** Above this many pairs of lines the changed part is shown as one block. */
  private static final long MAX_PAIRS = 4_000_000;

  private final List<String> before;
  private final List<String> after;

  private UnifiedDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /** Cuts a text into lines, which keep their line ends. */
  public static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean end =
          c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
      if (end) {
        lines.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  /**
   * Returns the difference.
   *
   * @param oldName the name of the first text
   * @param newName the name of the second text
   * @param before the lines of the first text
   * @param after the lines of the second text
   * @param shownBefore what is shown for a line of the first text, given its index
   * @param shownAfter what is shown for a line of the second text, given its index
   */
  public static String of(
      String oldName,
      String newName,
      List<String> before,
      List<String> after,
      IntFunction<String> shownBefore,
      IntFunction<String> shownAfter) {
    if (before.equals(after)) {
      return "";
    }
    List<int[]> changes = new UnifiedDiff(before, after).changes();
    StringBuilder out = new StringBuilder();
    out.append("--- ").append(oldName).append('\n').append("+++ ").append(newName).append('\n');
    for (int i = 0; i < changes.size(); ) {
      int last = i;
      while (last + 1 < changes.size()
          && changes.get(last + 1)[0] - changes.get(last)[1] <= 2 * CONTEXT) {
        last++;
      }
      hunk(out, changes.subList(i, last + 1), before.size(), shownBefore, shownAfter);
      i = last + 1;
    }
    return out.toString();
  }

  private static void hunk(
      StringBuilder out,
      List<int[]> changes,
      int size,
      IntFunction<String> before,
      IntFunction<String> after) {
    int[] first = changes.get(0);
    int[] last = changes.get(changes.size() - 1);
    int lead = Math.min(CONTEXT, first[0]);
    int tail = Math.min(CONTEXT, size - last[1]);
    int oldStart = first[0] - lead;
    int newStart = first[2] - lead;
    out.append("@@ -").append(range(oldStart, last[1] + tail - oldStart));
    out.append(" +").append(range(newStart, last[3] + tail - newStart)).append(" @@\n");
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
    while (start < Math.min(oldEnd, newEnd) && before.get(start).equals(after.get(start))) {
      start++;
    }
    while (oldEnd > start
        && newEnd > start
        && before.get(oldEnd - 1).equals(after.get(newEnd - 1))) {
      oldEnd--;
      newEnd--;
    }
    if ((long) (oldEnd - start) * (newEnd - start) > MAX_PAIRS) {
      return List.of(new int[] {start, oldEnd, start, newEnd});
    }
    return compare(start, oldEnd, newEnd);
  }

  private List<int[]> compare(int start, int oldEnd, int newEnd) {
    int rows = oldEnd - start;
    int columns = newEnd - start;
    int[][] common = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        common[i][j] =
            before.get(start + i).equals(after.get(start + j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<int[]> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && before.get(start + i).equals(after.get(start + j))) {
        i++;
        j++;
        continue;
      }
      int fromOld = i;
      int fromNew = j;
      while ((i < rows || j < columns)
          && !(i < rows && j < columns && before.get(start + i).equals(after.get(start + j)))) {
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

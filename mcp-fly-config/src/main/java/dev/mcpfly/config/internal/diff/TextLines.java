package dev.mcpfly.config.internal.diff;

import java.util.Arrays;

/**
 * Lines of a text, with their line ends, as offsets: a huge text is not copied. They may be only
 * some of the text's lines, one after the other.
 */
public final class TextLines {
  private final String text;
  private final int first;
  private final int[] starts;

  private TextLines(String text, int first, int[] starts) {
    this.text = text;
    this.first = first;
    this.starts = starts;
  }

  /** Returns all lines of a text. */
  public static TextLines of(String text) {
    return near(text, 0, text.length(), 0);
  }

  /**
   * Returns the lines around a part of a text.
   *
   * @param from where the part starts
   * @param to where it ends
   * @param context how many lines before and after it are taken in
   */
  public static TextLines near(String text, int from, int to, int context) {
    int start = lineStart(text, from);
    for (int i = 0; i < context && start > 0; i++) {
      start = lineStart(text, start - 1);
    }
    int end = nextLine(text, to);
    for (int i = 0; i < context && end < text.length(); i++) {
      end = nextLine(text, end);
    }
    int first = 0;
    for (int i = nextLine(text, 0); start > 0 && i <= start; i = nextLine(text, i)) {
      first++;
      if (i == text.length()) {
        break;
      }
    }
    int[] starts = new int[64];
    int count = 0;
    for (int i = start; i < end; i = nextLine(text, i)) {
      if (count + 1 == starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      starts[count++] = i;
    }
    starts[count] = end;
    return new TextLines(text, first, Arrays.copyOf(starts, count + 1));
  }

  /** Returns how many lines there are. */
  public int size() {
    return starts.length - 1;
  }

  /** Returns how many lines of the text come before these. */
  public int first() {
    return first;
  }

  /** Returns where a line starts; for the index behind the last line, where that ends. */
  public int start(int index) {
    return starts[index];
  }

  /** Returns a line. */
  public String line(int index) {
    return text.substring(starts[index], starts[index + 1]);
  }

  /** Returns whether a line is the same as one of another text. */
  boolean same(int index, TextLines other, int otherIndex) {
    int length = starts[index + 1] - starts[index];
    return length == other.starts[otherIndex + 1] - other.starts[otherIndex]
        && text.regionMatches(starts[index], other.text, other.starts[otherIndex], length);
  }

  private static int lineStart(String text, int offset) {
    int start = offset;
    while (start > 0 && !endsLine(text, start - 1)) {
      start--;
    }
    return start;
  }

  private static int nextLine(String text, int offset) {
    int i = offset;
    while (i < text.length() && !endsLine(text, i)) {
      i++;
    }
    return Math.min(text.length(), i + 1);
  }

  /** Returns whether a line ends with the character at an offset. */
  private static boolean endsLine(String text, int offset) {
    char c = text.charAt(offset);
    return c == '\n'
        || (c == '\r' && !(offset + 1 < text.length() && text.charAt(offset + 1) == '\n'));
  }
}

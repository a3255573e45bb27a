package dev.mcpfly.config;

/** Makes untrusted text safe to show in a message or a terminal. */
final class Visible {
  private static final int LONGEST = 80;

  private Visible() {}

  /**
   * Returns a line with its control characters, and those that turn the direction of a text,
   * written as escapes. Tabs stay, and so does the line's end.
   */
  static String line(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (isHidden(text.charAt(i))) {
        return escaped(text, end) + text.substring(end);
      }
    }
    return text;
  }

  /** Returns a name as a message shows it: on one line, and shortened if it is long. */
  static String name(String text) {
    int end = Math.min(text.length(), LONGEST);
    String shown = escaped(text, end).replace("\t", "\\u0009");
    return end == text.length() ? shown : shown + "… (" + text.length() + " characters)";
  }

  private static String escaped(String text, int end) {
    StringBuilder out = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isHidden(c) || (Character.isSurrogate(c) && !isWhole(text, i, end))) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isWhole(String text, int i, int end) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  /** Returns whether a character is not seen, or changes how others are. */
  static boolean isHidden(char c) {
    int type = Character.getType(c);
    return c != '\t'
        && (type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR);
  }
}

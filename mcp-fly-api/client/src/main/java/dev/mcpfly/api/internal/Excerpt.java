package dev.mcpfly.api.internal;

/**
 * Makes untrusted text safe to quote in a message: one line, bounded, and without control
 * characters or characters that reverse the text direction.
 */
public final class Excerpt {
  /** The maximum length of a reply's text in a message. */
  public static final int IN_MESSAGE = 300;

  private Excerpt() {}

  /**
   * Returns at most {@code length} characters of a text. Runs of white space and of control or
   * formatting characters become one space; a text that is cut ends in an ellipsis.
   */
  public static String of(String text, int length) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), length) + 1);
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isGap(c)) {
        gap = !out.isEmpty();
        continue;
      }
      if (out.length() + Character.charCount(c) + (gap ? 1 : 0) > length) {
        return cut(out, length);
      }
      if (gap) {
        out.append(' ');
        gap = false;
      }
      out.appendCodePoint(c);
    }
    return out.toString();
  }

  private static String cut(StringBuilder out, int length) {
    while (out.length() > Math.max(0, length - 1)) {
      int last = out.codePointBefore(out.length());
      out.setLength(out.length() - Character.charCount(last));
    }
    return out.append('…').toString();
  }

  private static boolean isGap(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}

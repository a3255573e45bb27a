package dev.mcpfly.image.registry;

/** Makes foreign text fit for one line of a message. */
final class Text {
  private static final int LIMIT = 200;

  private Text() {}

  /**
   * Returns the text with a blank in place of each control and format character, line separator and
   * half of a surrogate pair, cut after 200 characters.
   */
  static String excerpt(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().limit(LIMIT).forEach(c -> clean.appendCodePoint(isVisible(c) ? c : ' '));
    return text.codePointCount(0, text.length()) > LIMIT ? clean + "…" : clean.toString().strip();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}

package dev.mcpfly.image.registry;

/** Makes foreign text fit for one line of a message. */
final class Text {
  private static final int LIMIT = 200;

  private Text() {}

  /** Returns the text with control characters blanked and cut after 200 characters. */
  static String excerpt(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(LIMIT)
        .forEach(
            c ->
                clean.appendCodePoint(
                    Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c));
    return text.codePointCount(0, text.length()) > LIMIT ? clean + "…" : clean.toString().strip();
  }
}

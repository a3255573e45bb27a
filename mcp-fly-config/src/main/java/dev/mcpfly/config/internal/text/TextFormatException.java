package dev.mcpfly.config.internal.text;

/**
 * Thrown when a text is malformed, with the position of the fault. The message never quotes the
 * text's values.
 */
public final class TextFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * Creates the exception.
   *
   * @param line the line, counted from 1
   * @param column the column in UTF-16 units, counted from 1
   * @param reason what is wrong, as a clause without a full stop
   */
  public TextFormatException(int line, int column, String reason) {
    super(reason);
    this.line = line;
    this.column = column;
  }

  /** Creates the exception for an offset of the text. */
  public static TextFormatException at(String text, int offset, String reason) {
    int end = Math.min(offset, text.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
        line++;
        lineStart = i + 1;
      }
    }
    return new TextFormatException(line, end - lineStart + 1, reason);
  }

  /** Returns the line, counted from 1. */
  public int line() {
    return line;
  }

  /** Returns the column in UTF-16 units, counted from 1. */
  public int column() {
    return column;
  }

  /** Returns what is wrong, as a clause without a full stop. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

package dev.mcpfly.config.internal.edit;

/** Finds lines in a text. A line ends with LF, CR LF or CR, or where the text ends. */
public final class Lines {
  private Lines() {}

  /** Returns the line end that most lines of the text have; LF if there is none. */
  public static String eol(String text) {
    int crLf = 0;
    int lf = 0;
    int cr = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lf++;
      } else if (c == '\r') {
        if (i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          crLf++;
          i++;
        } else {
          cr++;
        }
      }
    }
    if (crLf > lf && crLf >= cr) {
      return "\r\n";
    }
    return cr > lf ? "\r" : "\n";
  }

  /** Returns the offset at which the line of {@code offset} starts. */
  public static int start(String text, int offset) {
    int i = offset;
    while (i > 0 && !isBreak(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  /** Returns the offset at which the line of {@code offset} ends, without its line break. */
  public static int end(String text, int offset) {
    int i = offset;
    while (i < text.length() && !isBreak(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Returns the offset after the line break that ends the line of {@code offset}. */
  public static int next(String text, int offset) {
    return afterBreak(text, end(text, offset));
  }

  /** Returns the offset after the line break at {@code offset}; the offset if there is none. */
  public static int afterBreak(String text, int offset) {
    if (offset >= text.length() || !isBreak(text.charAt(offset))) {
      return offset;
    }
    return text.startsWith("\r\n", offset) ? offset + 2 : offset + 1;
  }

  /** Returns the offset before the line break that ends at {@code offset}, if there is one. */
  public static int beforeBreak(String text, int offset) {
    if (offset == 0 || !isBreak(text.charAt(offset - 1))) {
      return offset;
    }
    return offset > 1 && text.charAt(offset - 1) == '\n' && text.charAt(offset - 2) == '\r'
        ? offset - 2
        : offset - 1;
  }

  /**
   * Returns the offset of the first character from {@code offset} that is neither a space nor a
   * tab.
   */
  public static int skipSpaces(String text, int offset) {
    int i = offset;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Returns the offset of the first of the spaces and tabs that end at {@code offset}. */
  public static int skipSpacesBack(String text, int offset) {
    int i = offset;
    while (i > 0 && isSpace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  /** Skips spaces, line breaks and comments that start with {@code #}. */
  public static int skipTrivia(String text, int offset) {
    int i = offset;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '#') {
        i = end(text, i);
      } else if (isSpace(c) || isBreak(c)) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  /** Returns the spaces and tabs at the start of the line of {@code offset}. */
  public static String indent(String text, int offset) {
    int start = start(text, offset);
    return text.substring(start, skipSpaces(text, start));
  }

  /** Returns whether only spaces and tabs stand before {@code offset} on its line. */
  public static boolean startsLine(String text, int offset) {
    int i = skipSpacesBack(text, offset);
    return i == 0 || isBreak(text.charAt(i - 1));
  }

  /** Returns whether only spaces and tabs stand from {@code offset} to the end of its line. */
  public static boolean endsLine(String text, int offset) {
    int i = skipSpaces(text, offset);
    return i == text.length() || isBreak(text.charAt(i));
  }

  /** Returns whether the line that starts at {@code lineStart} is blank. */
  public static boolean isBlank(String text, int lineStart) {
    return endsLine(text, lineStart);
  }

  /** Returns whether the line that starts at {@code lineStart} holds nothing but a comment. */
  public static boolean isComment(String text, int lineStart) {
    int i = skipSpaces(text, lineStart);
    return i < text.length() && text.charAt(i) == '#';
  }

  /** Returns the start of the line before the one that starts at {@code lineStart}; -1 if none. */
  public static int previous(String text, int lineStart) {
    return lineStart == 0 ? -1 : start(text, beforeBreak(text, lineStart));
  }

  /** Returns the offset after the last line before {@code limit} that is not blank. */
  public static int contentEnd(String text, int limit) {
    int at = limit;
    while (at > 0) {
      int line = start(text, at) == at ? previous(text, at) : start(text, at);
      if (!isBlank(text, line)) {
        return at;
      }
      at = line;
    }
    return at;
  }

  /** Returns whether the text has a line break from {@code start} up to {@code end}. */
  public static boolean hasBreak(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (isBreak(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}

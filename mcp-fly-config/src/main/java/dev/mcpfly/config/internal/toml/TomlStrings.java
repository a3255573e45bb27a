package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.text.TextFormatException;

/** Reads one string of any of TOML's four kinds. */
final class TomlStrings {
  private final String text;
  private final char quote;
  private final StringBuilder out = new StringBuilder();
  private int pos;

  /**
   * Reads the string.
   *
   * @param start the offset of its opening quote
   * @param manyLines whether it may be one of those in three quotes
   * @throws TextFormatException if it is not well-formed
   */
  TomlStrings(String text, int start, boolean manyLines) {
    this.text = text;
    this.quote = text.charAt(start);
    this.pos = start + 1;
    if (manyLines && startsWithThree(start)) {
      pos = start + 3;
      readLines();
    } else {
      readLine();
    }
  }

  /** Returns what the string says. */
  String value() {
    return out.toString();
  }

  /** Returns the offset after the closing quote. */
  int end() {
    return pos;
  }

  private boolean startsWithThree(int at) {
    return at + 2 < text.length()
        && text.charAt(at) == quote
        && text.charAt(at + 1) == quote
        && text.charAt(at + 2) == quote;
  }

  private void readLine() {
    while (true) {
      if (pos == text.length() || TomlScanner.isLineEnd(text, pos)) {
        throw error("the string is not closed on its line");
      }
      char c = text.charAt(pos);
      if (c == quote) {
        pos++;
        return;
      }
      character(c);
    }
  }

  private void readLines() {
    skipLineEnd();
    while (true) {
      if (pos == text.length()) {
        throw error("the string is not closed");
      }
      char c = text.charAt(pos);
      if (startsWithThree(pos)) {
        // One or two quotes of the content may stand right before the closing ones.
        for (int i = 0; i < 2 && pos + 3 < text.length() && text.charAt(pos + 3) == quote; i++) {
          out.append(quote);
          pos++;
        }
        pos += 3;
        return;
      }
      if (TomlScanner.isLineEnd(text, pos)) {
        out.append('\n');
        skipLineEnd();
      } else if (c == '\\' && quote == '"' && endsLine(pos + 1)) {
        pos++;
        while (pos < text.length()
            && (" \t\n".indexOf(text.charAt(pos)) >= 0 || TomlScanner.isLineEnd(text, pos))) {
          pos++;
        }
      } else {
        character(c);
      }
    }
  }

  private boolean endsLine(int from) {
    int end = Lines.skipSpaces(text, from);
    return end < text.length() && TomlScanner.isLineEnd(text, end);
  }

  private void skipLineEnd() {
    if (pos < text.length() && TomlScanner.isLineEnd(text, pos)) {
      pos = Lines.afterBreak(text, pos);
    }
  }

  private void character(char c) {
    if (c == '\\' && quote == '"') {
      escape();
      return;
    }
    if (TomlScanner.isControl(c)) {
      throw error("control characters are not allowed in a string");
    }
    out.append(c);
    pos++;
  }

  private void escape() {
    char c = pos + 1 < text.length() ? text.charAt(pos + 1) : 0;
    int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits > 0) {
      out.appendCodePoint(codePoint(digits));
      pos += 2 + digits;
      return;
    }
    int known = c == 0 ? -1 : "btnfre\"\\".indexOf(c);
    if (known < 0) {
      throw error("this is not a valid escape");
    }
    out.append("\b\t\n\f\r\u001b\"\\".charAt(known));
    pos += 2;
  }

  private int codePoint(int digits) {
    long point = 0;
    for (int i = pos + 2; i < pos + 2 + digits; i++) {
      int digit = i < text.length() && text.charAt(i) < 0x7f ? hex(text.charAt(i)) : -1;
      if (digit < 0) {
        throw error("the escape must have " + digits + " hexadecimal digits");
      }
      point = point * 16 + digit;
    }
    if (point > Character.MAX_CODE_POINT
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      throw error("the escape is not a Unicode character");
    }
    return (int) point;
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }

  private TextFormatException error(String reason) {
    return TextFormatException.at(text, pos, reason);
  }
}

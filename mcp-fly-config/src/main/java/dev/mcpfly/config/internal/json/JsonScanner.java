package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over JSON text and checks its grammar. Positions are offsets; nothing is built and nothing
 * recurses.
 */
final class JsonScanner {
  static final int MAX_DEPTH = 1000;

  final String text;
  private final boolean comments;
  private final boolean trailingCommas;
  private final boolean bytes;
  private final @Nullable Json5Lexer json5;

  /** Creates a scanner for JSON that may be strict or not, but is not JSON5. */
  JsonScanner(String text, boolean comments, boolean trailingCommas, boolean bytes) {
    this(text, comments, trailingCommas, bytes, false);
  }

  /**
   * Creates a scanner.
   *
   * @param bytes whether the text's characters are the bytes of its UTF-8
   * @param json5 whether the text may hold all that JSON5 has beyond comments and trailing commas
   */
  JsonScanner(String text, boolean comments, boolean trailingCommas, boolean bytes, boolean json5) {
    this.text = text;
    this.comments = comments;
    this.trailingCommas = trailingCommas;
    this.bytes = bytes;
    this.json5 = json5 ? new Json5Lexer(this, bytes) : null;
  }

  /** Returns a scanner for another text under the same rules. */
  JsonScanner over(String other) {
    return new JsonScanner(other, comments, trailingCommas, bytes, json5 != null);
  }

  boolean allowsTrailingCommas() {
    return trailingCommas;
  }

  /** Returns a part of the text as it reads. */
  String decode(String part) {
    return bytes
        ? new String(part.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        : part;
  }

  /** Returns what is to be put into the text. */
  String encode(String part) {
    return bytes
        ? new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        : part;
  }

  TextFormatException error(int at, String reason) {
    if (!bytes) {
      return TextFormatException.at(text, at, reason);
    }
    // With one more character, so a line end of two characters is still told from two line ends.
    String before = text.substring(0, Math.min(at, text.length()));
    String next = text.substring(before.length(), Math.min(before.length() + 1, text.length()));
    String decoded = decode(before);
    return TextFormatException.at(decoded + next, decoded.length(), reason);
  }

  /** Returns the character, or 0 at the end of the text. */
  char at(int pos) {
    return pos < text.length() ? text.charAt(pos) : 0;
  }

  /** Skips white space and comments. */
  int skipTrivia(int start) {
    int pos = start;
    int length = text.length();
    while (pos < length) {
      char c = text.charAt(pos);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        pos++;
      } else if (c == '/') {
        pos = skipComment(pos);
      } else {
        int next = json5 == null ? pos : json5.skipSpace(pos);
        if (next == pos) {
          break;
        }
        pos = next;
      }
    }
    return pos;
  }

  /** Skips the comment that starts here; the line end after a line comment is not part of it. */
  int skipComment(int start) {
    char kind = at(start + 1);
    if (kind != '/' && kind != '*') {
      throw error(start, "'/' does not start a comment");
    }
    if (!comments) {
      throw error(start, "comments are not allowed in this file");
    }
    if (kind == '*') {
      int end = text.indexOf("*/", start + 2);
      if (end < 0) {
        throw error(start, "the comment is not closed");
      }
      return end + 2;
    }
    int pos = start + 2;
    while (pos < text.length()
        && !isLineEnd(text.charAt(pos))
        && (json5 == null || !json5.isSeparatorAt(pos))) {
      pos++;
    }
    return pos;
  }

  /** Skips a string and checks it; {@code start} is at its opening quote. */
  int skipString(int start) {
    if (json5 != null) {
      return json5.skipString(start);
    }
    int length = text.length();
    int pos = start + 1;
    while (pos < length) {
      char c = text.charAt(pos);
      if (c == '"') {
        return pos + 1;
      }
      if (c == '\\') {
        pos = skipEscape(pos);
      } else if (c < 0x20) {
        throw error(
            pos,
            isLineEnd(c)
                ? "the string is not closed on its line"
                : "a control character inside a string");
      } else {
        pos++;
      }
    }
    throw error(start, "a string that never ends");
  }

  private int skipEscape(int backslash) {
    char c = at(backslash + 1);
    if (c == 'u') {
      for (int i = backslash + 2; i < backslash + 6; i++) {
        if (Character.digit(at(i), 16) < 0 || at(i) > 'f') {
          throw error(backslash, "an escape that is not \\u and four hexadecimal digits");
        }
      }
      return backslash + 6;
    }
    if (c == 0 || "\"\\/bfnrt".indexOf(c) < 0) {
      throw error(backslash, "this is not a valid JSON escape");
    }
    return backslash + 2;
  }

  /** Skips a value with all that is in it, and checks it. */
  int skipValue(int start) {
    boolean[] objects = new boolean[16];
    int depth = 0;
    int pos = start;
    while (true) {
      char c = at(pos);
      boolean opened = false;
      if (c == '{' || c == '[') {
        if (depth == MAX_DEPTH) {
          throw error(pos, "more than " + MAX_DEPTH + " levels of nesting");
        }
        if (depth == objects.length) {
          objects = java.util.Arrays.copyOf(objects, depth * 2);
        }
        objects[depth++] = c == '{';
        pos = skipTrivia(pos + 1);
        opened = true;
      } else if (isQuote(c)) {
        pos = skipString(pos);
      } else {
        pos = skipLiteral(pos);
      }
      // Behind a value, or behind an opening bracket: close what ends here, then go to the next
      // value.
      while (true) {
        if (depth == 0) {
          return pos;
        }
        boolean object = objects[depth - 1];
        boolean mayClose = opened;
        if (!opened) {
          pos = skipTrivia(pos);
          mayClose = true;
          if (at(pos) == ',') {
            int comma = pos;
            pos = skipTrivia(pos + 1);
            mayClose = trailingCommas;
            if (!mayClose && at(pos) == (object ? '}' : ']')) {
              throw error(
                  comma, "a comma after the last element, which is not allowed in this file");
            }
            opened = true;
          }
        }
        if (mayClose && at(pos) == (object ? '}' : ']')) {
          pos++;
          depth--;
          opened = false;
          continue;
        }
        if (!opened) {
          throw unexpected(pos, object ? "',' or '}'" : "',' or ']'");
        }
        if (object) {
          pos = skipKey(pos);
        }
        break;
      }
    }
  }

  /** Skips a key, its colon and what is around it, up to the value. */
  int skipKey(int start) {
    int pos = skipTrivia(skipName(start));
    if (at(pos) != ':') {
      throw unexpected(pos, "':' after the key");
    }
    return skipTrivia(pos + 1);
  }

  /** Skips a key. */
  int skipName(int start) {
    if (isQuote(at(start))) {
      return skipString(start);
    }
    int end = json5 == null ? start : json5.skipName(start);
    if (end == start) {
      throw unexpected(start, json5 == null ? "a key in double quotes" : "a key");
    }
    return end;
  }

  /** Returns whether a string starts with this character. */
  boolean isQuote(char c) {
    return c == '"' || (c == '\'' && json5 != null);
  }

  private int skipLiteral(int start) {
    int number = json5 == null ? start : json5.skipNumber(start);
    if (number > start) {
      return number;
    }
    char c = at(start);
    if (c == '-' || (c >= '0' && c <= '9')) {
      return skipNumber(start);
    }
    for (String literal : new String[] {"true", "false", "null"}) {
      if (text.startsWith(literal, start) && !isWordPart(at(start + literal.length()))) {
        return start + literal.length();
      }
    }
    throw unexpected(start, "a value");
  }

  private int skipNumber(int start) {
    int pos = at(start) == '-' ? start + 1 : start;
    int digits = pos;
    pos = skipDigits(pos);
    boolean good = pos > digits && (at(digits) != '0' || pos == digits + 1);
    if (good && at(pos) == '.') {
      int fraction = ++pos;
      pos = skipDigits(pos);
      good = pos > fraction;
    }
    if (good && (at(pos) == 'e' || at(pos) == 'E')) {
      pos++;
      if (at(pos) == '+' || at(pos) == '-') {
        pos++;
      }
      int exponent = pos;
      pos = skipDigits(pos);
      good = pos > exponent;
    }
    if (!good || isWordPart(at(pos)) || at(pos) == '.') {
      throw error(start, "this is not a valid JSON number");
    }
    return pos;
  }

  private int skipDigits(int start) {
    int pos = start;
    while (at(pos) >= '0' && at(pos) <= '9') {
      pos++;
    }
    return pos;
  }

  TextFormatException unexpected(int pos, String wanted) {
    String found;
    if (pos >= text.length()) {
      found = "the end of the text";
    } else {
      char c = decode(text.substring(pos, Math.min(pos + 4, text.length()))).charAt(0);
      found = c > 0x20 && c < 0x7f ? "'" + c + "'" : String.format("character U+%04X", (int) c);
    }
    return error(pos, found + " where " + wanted + " should be");
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}

package dev.mcpfly.config.internal.json;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What JSON5 has beyond comments and trailing commas: its strings, names, numbers and spaces. */
final class Json5Lexer {
  private final JsonScanner scanner;
  private final boolean bytes;

  /**
   * Creates the lexer.
   *
   * @param bytes whether the text's characters are the bytes of its UTF-8
   */
  Json5Lexer(JsonScanner scanner, boolean bytes) {
    this.scanner = scanner;
    this.bytes = bytes;
  }

  /** Skips one space that JSON does not have; returns the same offset if there is none. */
  int skipSpace(int pos) {
    char c = scanner.at(pos);
    if (c == '\u000b' || c == '\f') {
      return pos + 1;
    }
    if (c < 0x80) {
      return pos;
    }
    int codePoint = codePoint(pos);
    boolean space =
        codePoint == 0xfeff
            || isSeparator(codePoint)
            || Character.getType(codePoint) == Character.SPACE_SEPARATOR;
    return space ? pos + length(pos) : pos;
  }

  /** Skips a string and checks it; {@code start} is at its opening quote. */
  int skipString(int start) {
    char quote = scanner.at(start);
    int length = scanner.text.length();
    int pos = start + 1;
    while (pos < length) {
      char c = scanner.at(pos);
      if (c == quote) {
        return pos + 1;
      }
      if (c == '\\') {
        pos = skipEscape(pos);
      } else if (JsonScanner.isLineEnd(c)) {
        throw scanner.error(pos, "a string that is not closed on its line");
      } else {
        pos++;
      }
    }
    throw scanner.error(start, "a string that never ends");
  }

  private int skipEscape(int backslash) {
    char c = scanner.at(backslash + 1);
    return switch (c) {
      case 'u' ->
          hexadecimal(backslash, 4, "an escape that is not \\u and four hexadecimal digits");
      case 'x' -> hexadecimal(backslash, 2, "an escape that is not \\x and two hexadecimal digits");
      case '\r' -> backslash + (scanner.at(backslash + 2) == '\n' ? 3 : 2);
      default -> {
        boolean digit = c >= '0' && c <= '9';
        char next = scanner.at(backslash + 2);
        if (backslash + 1 >= scanner.text.length()
            || (digit && (c != '0' || (next >= '0' && next <= '9')))) {
          throw scanner.error(backslash, "an escape that JSON5 does not have");
        }
        yield backslash + 1 + length(backslash + 1);
      }
    };
  }

  private int hexadecimal(int backslash, int digits, String otherwise) {
    for (int i = backslash + 2; i < backslash + 2 + digits; i++) {
      if (!isHexadecimal(scanner.at(i))) {
        throw scanner.error(backslash, otherwise);
      }
    }
    return backslash + 2 + digits;
  }

  private static boolean isHexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** Skips a key without quotes; returns the same offset if there is none. */
  int skipName(int start) {
    int pos = start;
    while (pos < scanner.text.length()) {
      if (scanner.at(pos) == '\\') {
        if (scanner.at(pos + 1) != 'u') {
          throw scanner.error(pos, "an escape that a key without quotes does not have");
        }
        pos = skipEscape(pos);
        continue;
      }
      int codePoint = codePoint(pos);
      boolean first = pos == start;
      if (codePoint != '$'
          && codePoint != '_'
          && !(first ? Character.isUnicodeIdentifierStart(codePoint) : isNamePart(codePoint))) {
        break;
      }
      pos += length(pos);
    }
    return pos;
  }

  private static boolean isNamePart(int codePoint) {
    return codePoint == 0x200c
        || codePoint == 0x200d
        || (Character.isUnicodeIdentifierPart(codePoint)
            && !Character.isIdentifierIgnorable(codePoint));
  }

  /** Skips a number that JSON does not have; returns the same offset if there is none. */
  int skipNumber(int start) {
    int pos = start;
    char sign = scanner.at(pos);
    if (sign == '+' || sign == '-') {
      pos++;
    }
    int end = pos;
    if (scanner.text.startsWith("Infinity", pos)) {
      end = pos + 8;
    } else if (scanner.text.startsWith("NaN", pos)) {
      end = pos + 3;
    } else if (scanner.at(pos) == '0'
        && (scanner.at(pos + 1) == 'x' || scanner.at(pos + 1) == 'X')) {
      end = pos + 2;
      while (isHexadecimal(scanner.at(end))) {
        end++;
      }
      end = end == pos + 2 ? pos : end;
    } else {
      end = skipDecimal(pos);
    }
    if (end == pos && pos == start) {
      return start;
    }
    char next = scanner.at(end);
    if (end == pos || JsonScanner.isWordPart(next) || next == '.') {
      throw scanner.error(start, "a number that JSON5 does not have");
    }
    return end;
  }

  /** Skips digits with a point before, in or after them, and an exponent. */
  private int skipDecimal(int start) {
    int pos = skipDigits(start);
    int digits = pos - start;
    if (digits > 1 && scanner.at(start) == '0') {
      return start;
    }
    if (scanner.at(pos) == '.') {
      int fraction = skipDigits(pos + 1);
      digits += fraction - pos - 1;
      pos = fraction;
    }
    if (digits == 0) {
      return start;
    }
    char e = scanner.at(pos);
    if (e == 'e' || e == 'E') {
      char sign = scanner.at(pos + 1);
      int exponent = sign == '+' || sign == '-' ? pos + 2 : pos + 1;
      int end = skipDigits(exponent);
      return end == exponent ? start : end;
    }
    return pos;
  }

  private int skipDigits(int start) {
    int pos = start;
    while (scanner.at(pos) >= '0' && scanner.at(pos) <= '9') {
      pos++;
    }
    return pos;
  }

  /** Returns whether a line separator or paragraph separator stands here. */
  boolean isSeparatorAt(int pos) {
    return scanner.at(pos) >= 0x80 && isSeparator(codePoint(pos));
  }

  private static boolean isSeparator(int codePoint) {
    return codePoint == 0x2028 || codePoint == 0x2029;
  }

  private int codePoint(int pos) {
    int length = length(pos);
    return scanner.decode(scanner.text.substring(pos, pos + length)).codePointAt(0);
  }

  /** Returns how many characters of the text the character at an offset takes. */
  private int length(int pos) {
    char c = scanner.at(pos);
    int length;
    if (bytes) {
      length = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    } else {
      length = Character.isHighSurrogate(c) ? 2 : 1;
    }
    return Math.min(length, scanner.text.length() - pos);
  }

  /** Returns a number that JSON does not have; null if it has. */
  static @Nullable Number number(String literal) {
    char first = literal.charAt(0);
    boolean signed = first == '+' || first == '-';
    String digits = signed ? literal.substring(1) : literal;
    if (digits.equals("Infinity")) {
      return first == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (digits.equals("NaN")) {
      return Double.NaN;
    }
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      return hexadecimal(digits.substring(2), first == '-');
    }
    int point = digits.indexOf('.');
    boolean bare =
        point == 0
            || (point > 0
                && (point == digits.length() - 1 || !Character.isDigit(digits.charAt(point + 1))));
    return first == '+' || bare ? Double.parseDouble(literal) : null;
  }

  private static Number hexadecimal(String digits, boolean negative) {
    if (digits.length() < 16) {
      long value = Long.parseLong(digits, 16);
      return negative ? -value : value;
    }
    // Turning digits into a big number takes time; past this length no one means it.
    BigInteger value = new BigInteger(digits.substring(0, Math.min(digits.length(), 1000)), 16);
    return negative ? value.negate() : value;
  }
}

package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value without quotes and brackets: a boolean, an integer, a float, or a date or time, which
 * becomes a string.
 *
 * @param value the value
 * @param end the offset after it
 */
record TomlBareValue(Object value, int end) {
  private static final Pattern INTEGER = Pattern.compile("[+-]?(0|[1-9][0-9_]*)");
  private static final Pattern FLOAT =
      Pattern.compile("[+-]?(?:0|[1-9][0-9_]*)(?:\\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?");
  private static final Pattern SPECIAL = Pattern.compile("[+-]?(inf|nan)");
  private static final Pattern RADIX = Pattern.compile("0(x[0-9A-Fa-f_]+|o[0-7_]+|b[01_]+)");

  /** An underscore that does not stand between two digits. */
  private static final Pattern STRAY = Pattern.compile("_(?![0-9])|(?<![0-9])_");

  private static final Pattern STRAY_HEX = Pattern.compile("_(?![0-9A-Fa-f])|(?<![0-9A-Fa-f])_");

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ])?"
              + "([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]+))?)?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})?");

  private static final int DATE_LENGTH = 10;

  /**
   * Reads the value that starts here.
   *
   * @throws TextFormatException if no valid value starts here
   */
  static TomlBareValue at(String text, int start) {
    int end = wordEnd(text, start);
    if (end - start == DATE_LENGTH
        && end + 2 < text.length()
        && text.charAt(end) == ' '
        && isDigit(text.charAt(end + 1))
        && isDigit(text.charAt(end + 2))
        && DATE.matcher(text.substring(start, end)).matches()) {
      end = wordEnd(text, end + 1);
    }
    if (end == start) {
      throw TextFormatException.at(text, start, "a value is expected here");
    }
    String word = text.substring(start, end);
    try {
      return new TomlBareValue(value(word), end);
    } catch (DateTimeException e) {
      throw TextFormatException.at(text, start, "this date or time does not exist");
    } catch (NumberFormatException e) {
      throw TextFormatException.at(text, start, String.valueOf(e.getMessage()));
    }
  }

  private static int wordEnd(String text, int start) {
    int end = start;
    while (end < text.length()
        && (TomlScanner.isBareKeyPart(text.charAt(end)) || "+.:".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Object value(String word) {
    if (word.equals("true") || word.equals("false")) {
      return word.equals("true");
    }
    if (RADIX.matcher(word).matches() && !STRAY_HEX.matcher(word.substring(2)).find()) {
      char radix = word.charAt(1);
      return integer(word.substring(2).replace("_", ""), radix == 'x' ? 16 : radix == 'o' ? 8 : 2);
    }
    boolean stray = STRAY.matcher(word).find();
    if (!stray && INTEGER.matcher(word).matches()) {
      return integer(word.replace("_", ""), 10);
    }
    if (SPECIAL.matcher(word).matches()) {
      return word.endsWith("nan")
          ? Double.NaN
          : word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!stray && FLOAT.matcher(word).matches()) {
      return Double.valueOf(word.replace("_", ""));
    }
    if (DATE.matcher(word).matches()) {
      return LocalDate.parse(word).toString();
    }
    Matcher time = TIME.matcher(word);
    if (time.matches() && (time.group(1) != null || time.group(6) == null)) {
      return time(time);
    }
    throw new NumberFormatException("this is not a valid value; strings need quotes");
  }

  private static Long integer(String digits, int radix) {
    // Turning digits into a big number takes quadratic time.
    if (digits.length() > 64 || new BigInteger(digits, radix).bitLength() >= Long.SIZE) {
      throw new NumberFormatException("the number does not fit into 64 bits");
    }
    return new BigInteger(digits, radix).longValue();
  }

  /** Returns a date and time in the one spelling of ISO 8601. */
  private static String time(Matcher parts) {
    int second = parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4));
    String fraction = parts.group(5) == null ? "" : parts.group(5);
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
    LocalTime time =
        LocalTime.of(
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            Math.min(second, second == 60 ? 59 : second), // a leap second
            nanos);
    String shown = DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    if (second == 60) {
      shown = shown.substring(0, 6) + second + shown.substring(8);
    }
    String date = parts.group(1) == null ? "" : LocalDate.parse(parts.group(1)) + "T";
    return date + shown + offset(parts.group(6));
  }

  private static String offset(@Nullable String offset) {
    if (offset == null) {
      return "";
    }
    if (offset.length() == 1 || offset.substring(1).equals("00:00")) {
      return "Z";
    }
    LocalTime.parse(offset.substring(1)); // its range is that of a time
    return offset;
  }
}

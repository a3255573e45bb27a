package dev.mcpfly.config.internal.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads plain scalars as the core schema of YAML 1.2 does, and says which strings need quotes. */
final class YamlScalars {
  private static final Pattern INT = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Set<String> NAN = Set.of(".nan", ".NaN", ".NAN");

  /** What some YAML reader, old or new, takes for something else than a string. */
  private static final Set<String> WORDS =
      Set.of("y", "yes", "n", "no", "on", "off", "true", "false", "null");

  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@=+~-]*( [A-Za-z0-9_/][A-Za-z0-9_./@=+~-]*)*");
  private static final Pattern SAFE_URL =
      Pattern.compile("https?://[A-Za-z0-9_./@=+~?&%:-]*[\\w/]");

  /** The first characters of plain scalars that may be a null, a boolean or a number. */
  private static final String STARTS = "~nNtTfF.+-0123456789";

  private YamlScalars() {}

  static @Nullable Object resolve(String plain) {
    if (!plain.isEmpty() && STARTS.indexOf(plain.charAt(0)) < 0) {
      return plain;
    }
    if (NULLS.contains(plain)) {
      return null;
    }
    char first = plain.charAt(0);
    if (first > '9') {
      // A word; anything but a null or a boolean is a string.
      boolean word = TRUE.contains(plain) || FALSE.contains(plain);
      return word ? (Object) TRUE.contains(plain) : plain;
    }
    if (isShortNumber(plain)) {
      return Long.valueOf(plain);
    }
    if (INT.matcher(plain).matches()) {
      return integer(plain);
    }
    if (FLOAT.matcher(plain).matches()) {
      return Double.valueOf(plain);
    }
    if (NAN.contains(plain)) {
      return Double.NaN;
    }
    if (INFINITE.matcher(plain).matches()) {
      return plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return plain;
  }

  private static boolean isShortNumber(String plain) {
    if (plain.length() > 18) {
      return false;
    }
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) < '0' || plain.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Number integer(String plain) {
    BigInteger value =
        plain.startsWith("0o")
            ? new BigInteger(plain.substring(2), 8)
            : plain.startsWith("0x")
                ? new BigInteger(plain.substring(2), 16)
                : new BigInteger(plain);
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** Returns whether every YAML reader takes the string for itself without quotes. */
  static boolean isSafe(String string, boolean flow) {
    return (SAFE.matcher(string).matches() || (!flow && SAFE_URL.matcher(string).matches()))
        && !WORDS.contains(string.toLowerCase(Locale.ROOT));
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Excerpt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules of the API that hold for any kind of request. */
final class Rules {
  private Rules() {}

  static int atLeast(String field, int value, int least) {
    return between(field, value, least, Integer.MAX_VALUE);
  }

  static int between(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidRequestException(
          field,
          value,
          most == Integer.MAX_VALUE
              ? "must be at least " + least
              : "must be between " + least + " and " + most);
    }
    return value;
  }

  static int port(String field, int value) {
    return between(field, value, 1, 65535);
  }

  static String notBlank(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidRequestException(
          field, value == null ? null : "'" + value + "'", "must not be blank");
    }
    return value;
  }

  /**
   * Checks a value that becomes part of a header and must not be shown.
   *
   * @return the value without white space around it
   */
  static String secret(String field, String value) {
    String stripped = notBlank(field, value == null || value.isBlank() ? "" : value.strip());
    boolean printable = stripped.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (!printable) {
      throw new InvalidRequestException(
          field,
          field
              + " contains a line break or another character that cannot be sent; it must be one"
              + " line of printable ASCII characters.");
    }
    return stripped;
  }

  /** Checks a token, of which more than the scheme must be there; it is never shown. */
  static String token(String field, String value) {
    String checked = secret(field, value);
    if (checked.matches("(?i)(bearer|flyv1)(\\s+(bearer|flyv1))*|[\\s,]*")) {
      throw new InvalidRequestException(
          field, field + " has a scheme but no token; give the whole token.");
    }
    return checked;
  }

  /** Checks a value that becomes part of a header. */
  static String headerText(String field, String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new InvalidRequestException(
          field,
          "'" + Excerpt.of(value, 100) + "'",
          "must be one line of printable ASCII characters");
    }
    return value;
  }

  static String absolute(String field, String path) {
    if (!path.startsWith("/")) {
      throw new InvalidRequestException(field, "'" + path + "'", "must be an absolute path");
    }
    return path;
  }

  static Duration positive(String field, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new InvalidRequestException(field, value, "must be positive");
    }
    return value;
  }

  /** Returns a duration in whole seconds, for fields that the API counts in seconds. */
  static long seconds(String field, Duration value) {
    positive(field, value);
    if (value.getNano() != 0) {
      throw new InvalidRequestException(field, value, "must be a whole number of seconds");
    }
    return value.getSeconds();
  }

  static String appName(String name) {
    if (!name.matches("[a-z0-9-]{1,63}")) {
      throw new InvalidRequestException(
          "name", "'" + name + "'", "must be 1 to 63 lower-case letters, digits and dashes");
    }
    return name;
  }

  static String volumeName(String name) {
    if (!name.matches("[A-Za-z0-9_]{1,30}")) {
      throw new InvalidRequestException(
          "name", "'" + name + "'", "must be 1 to 30 letters, digits and underscores");
    }
    return name;
  }
}

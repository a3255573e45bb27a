package dev.mcpfly.launch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks arguments. */
final class Given {
  /** More could not be counted in nanoseconds everywhere. */
  private static final Duration LONGEST = Duration.ofDays(366);

  private Given() {}

  /**
   * Returns the value.
   *
   * @param what the option or parameter, for the message
   * @throws InvalidLaunchException if it is null
   */
  static <T> T value(String what, @Nullable T value) {
    if (value == null) {
      throw new InvalidLaunchException(what + " must not be null.");
    }
    return value;
  }

  /**
   * Returns the values.
   *
   * @throws InvalidLaunchException if they are null, or one of them is
   */
  static <T> T[] values(String what, T @Nullable [] values) {
    T[] given = value(what, values);
    for (T value : given) {
      value(what, value);
    }
    return given;
  }

  /**
   * Returns a time to wait for something. More than a year is as good as for ever.
   *
   * @throws InvalidLaunchException if it is null or not positive
   */
  static Duration timeout(String what, @Nullable Duration time) {
    Duration given = value(what, time);
    if (given.isNegative() || given.isZero()) {
      throw new InvalidLaunchException(
          "%s must be positive, but was %s; use, for example, Duration.ofMinutes(2)."
              .formatted(what, Texts.of(given)));
    }
    return given.compareTo(LONGEST) > 0 ? LONGEST : given;
  }

  /**
   * Returns text that is not blank.
   *
   * @throws InvalidLaunchException if it is null or blank
   */
  static String text(String what, @Nullable String text) {
    String given = value(what, text);
    if (given.isBlank()) {
      throw new InvalidLaunchException(what + " must not be blank.");
    }
    return given;
  }
}

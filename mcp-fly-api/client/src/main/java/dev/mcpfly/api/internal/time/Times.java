package dev.mcpfly.api.internal.time;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and durations in the notations that the API mixes. */
public final class Times {
  /** Epoch numbers above this are milliseconds: as seconds they would lie past the year 5000. */
  private static final long MILLISECONDS_FROM = 100_000_000_000L;

  /** As Go prints a time: {@code 2022-10-20 19:59:06.5 +0000 UTC}, at times with a clock behind. */
  private static final Pattern GO_TIME =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)"
              + " ([+-]\\d\\d)(\\d\\d)(?: [A-Z+-][A-Za-z0-9+-]*)?(?: m=[+-][\\d.]+)?");

  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private Times() {}

  /**
   * Reads RFC 3339 text, Go's text form, or a count of seconds or milliseconds since 1970; null if
   * the value is not a time.
   */
  public static @Nullable Instant instant(Object value) {
    try {
      if (value instanceof String text) {
        Matcher go = GO_TIME.matcher(text);
        return OffsetDateTime.parse(
                go.matches()
                    ? go.group(1) + "T" + go.group(2) + go.group(3) + ":" + go.group(4)
                    : text)
            .toInstant();
      }
      if (value instanceof Number number) {
        long count = number.longValue();
        return Math.abs(count) >= MILLISECONDS_FROM
            ? Instant.ofEpochMilli(count)
            : Instant.ofEpochSecond(count);
      }
      return null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Reads Go's notation: {@code 1h2m3.5s}, {@code 500ms}, a bare count of nanoseconds. */
  public static @Nullable Duration duration(String text) {
    String rest = text.strip();
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (rest.isEmpty()) {
      return null;
    }
    try {
      if (rest.chars().allMatch(c -> c >= '0' && c <= '9')) {
        long nanos = Long.parseLong(rest);
        return Duration.ofNanos(negative ? -nanos : nanos);
      }
      BigDecimal sum = BigDecimal.ZERO;
      Matcher part = PART.matcher(rest);
      int end = 0;
      while (part.find() && part.start() == end) {
        Long unit = NANOS.get(part.group(2));
        sum =
            sum.add(
                new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(unit == null ? 1 : unit)));
        end = part.end();
      }
      if (end != rest.length()) {
        return null;
      }
      long nanos = sum.toBigInteger().longValueExact();
      return Duration.ofNanos(negative ? -nanos : nanos);
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** Writes a duration in Go's notation, exactly: {@code 90s}, {@code 1500ms}, {@code 7ns}. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos % 1_000_000_000L == 0) {
      return nanos / 1_000_000_000L + "s";
    }
    if (nanos % 1_000_000L == 0) {
      return nanos / 1_000_000L + "ms";
    }
    return nanos + "ns";
  }
}

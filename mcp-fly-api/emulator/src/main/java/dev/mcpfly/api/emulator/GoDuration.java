package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads durations as Go writes them: {@code 1m30s}, {@code 500ms}, or a number of nanoseconds. */
final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

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

  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @throws ApiError 400 if it is none
   */
  static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (part.lookingAt()) {
      long unit = NANOS.getOrDefault(part.group(2), 0L);
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = part.end();
      part.region(end, text.length());
    }
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (end == 0 || end != text.length()) {
      throw ApiError.badRequest("time: invalid duration \"" + text + "\"");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /** Reads a duration that may also be a number of whole seconds. */
  static Duration parseOrSeconds(String text) {
    return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : parse(text);
  }

  /** Reads a member that is a Go duration or a number of nanoseconds. */
  static Duration member(@Nullable JsonNode node, String name, Duration otherwise) {
    JsonNode value = node == null ? null : node.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (value.isIntegralNumber()) {
      return Duration.ofNanos(value.asLong());
    }
    if (!value.isString()) {
      throw ApiError.badRequest("json: cannot unmarshal " + name + " into a duration");
    }
    return value.stringValue().isEmpty() ? otherwise : parse(value.stringValue());
  }
}

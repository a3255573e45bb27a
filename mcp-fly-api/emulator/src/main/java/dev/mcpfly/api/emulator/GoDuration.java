package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.internal.time.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads durations as Go writes them: {@code 1m30s}, {@code 500ms}, or a number of nanoseconds. */
final class GoDuration {
  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @throws ApiError 400 if it is not a duration
   */
  static Duration parse(String text) {
    Duration duration = Times.duration(text);
    if (duration == null || duration.isNegative()) {
      throw ApiError.badRequest("time: invalid duration \"" + text + "\"");
    }
    return duration;
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

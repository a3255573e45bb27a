package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * How often a machine is started on a schedule. Open-ended: a value that a newer server adds is
 * kept unchanged.
 *
 * @param value the API's spelling
 */
public record Schedule(String value) {

  /** Every hour. */
  public static final Schedule HOURLY = new Schedule("hourly");

  /** Every day. */
  public static final Schedule DAILY = new Schedule("daily");

  /** Every week. */
  public static final Schedule WEEKLY = new Schedule("weekly");

  /** Every month. */
  public static final Schedule MONTHLY = new Schedule("monthly");

  /** Rejects null. */
  public Schedule {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static Schedule of(String value) {
    return new Schedule(value);
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}

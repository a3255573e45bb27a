package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * What happens when the main process of a machine ends. Open-ended: a value that a newer server
 * adds is kept unchanged.
 *
 * @param value the API's spelling
 */
public record RestartPolicy(String value) {

  /** The machine stops. */
  public static final RestartPolicy NO = new RestartPolicy("no");

  /** The process is started again, whatever its exit code. */
  public static final RestartPolicy ALWAYS = new RestartPolicy("always");

  /** The process is started again after an exit code other than 0; what an absent policy means. */
  public static final RestartPolicy ON_FAILURE = new RestartPolicy("on-failure");

  /** The machine runs while its price bid holds. */
  public static final RestartPolicy SPOT_PRICE = new RestartPolicy("spot-price");

  /** Rejects null. */
  public RestartPolicy {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static RestartPolicy of(String value) {
    return new RestartPolicy(value);
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}

package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * Whether the host of a machine or volume can be reached. Open-ended: a value that a newer server
 * adds is kept unchanged.
 *
 * @param value the API's spelling
 */
public record HostStatus(String value) {

  /** It can. */
  public static final HostStatus OK = new HostStatus("ok");

  /** Not known. */
  public static final HostStatus UNKNOWN = new HostStatus("unknown");

  /** It cannot: the configuration shown may be incomplete. */
  public static final HostStatus UNREACHABLE = new HostStatus("unreachable");

  /** Rejects null. */
  public HostStatus {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static HostStatus of(String value) {
    return new HostStatus(value);
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}

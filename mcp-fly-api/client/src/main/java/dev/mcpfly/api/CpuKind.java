package dev.mcpfly.api;

import java.util.Objects;

/**
 * A kind of CPU. An open value: what a newer server says is kept as it is.
 *
 * @param value the API's spelling
 */
public record CpuKind(String value) {

  /** A share of a CPU: 256 to 2048 MB of memory for each. */
  public static final CpuKind SHARED = new CpuKind("shared");

  /** A whole CPU: 2048 to 8192 MB of memory for each. */
  public static final CpuKind PERFORMANCE = new CpuKind("performance");

  /** Refuses null. */
  public CpuKind {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the one with the API's spelling. */
  public static CpuKind of(String value) {
    return new CpuKind(value);
  }

  /** Returns the API's spelling. */
  @Override
  public String toString() {
    return value;
  }
}

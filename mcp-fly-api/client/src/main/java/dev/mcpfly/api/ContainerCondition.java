package dev.mcpfly.api;

import java.util.Objects;

/**
 * How far a container must be before another one starts. An open value: what a newer server says is
 * kept as it is.
 *
 * @param value the API's spelling
 */
public record ContainerCondition(String value) {

  /** Its process runs. */
  public static final ContainerCondition STARTED = new ContainerCondition("started");

  /** Its health checks pass. */
  public static final ContainerCondition HEALTHY = new ContainerCondition("healthy");

  /** Its process ended with exit code 0. */
  public static final ContainerCondition EXITED_SUCCESSFULLY =
      new ContainerCondition("exited_successfully");

  /** Refuses null. */
  public ContainerCondition {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the one with the API's spelling. */
  public static ContainerCondition of(String value) {
    return new ContainerCondition(value);
  }

  /** Returns the API's spelling. */
  @Override
  public String toString() {
    return value;
  }
}

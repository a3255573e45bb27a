package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A health check of a machine or of one of its services.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineCheck(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a check")
          .texts("type", "method", "path", "protocol", "tls_server_name", "kind")
          .numbers("port")
          .durations("interval", "timeout", "grace_period")
          .flags("tls_skip_verify")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineCheck {
    SHAPE.check(json);
  }

  /** Returns {@code http} or {@code tcp}. */
  public String type() {
    return json.text("type", "tcp");
  }

  /** Returns the port; a service's check uses the port of the service if this is empty. */
  public OptionalInt port() {
    return json.get("port") == null ? OptionalInt.empty() : OptionalInt.of(json.integer("port", 0));
  }

  /** Returns the path that is requested over HTTP. */
  public Optional<String> path() {
    return Optional.ofNullable(json.text("path"));
  }

  /** Returns the time between two checks. */
  public Optional<Duration> interval() {
    return Optional.ofNullable(json.duration("interval"));
  }

  /** Returns how long a check may take. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(json.duration("timeout"));
  }

  /** Returns how long after the start the checks begin to count. */
  public Optional<Duration> gracePeriod() {
    return Optional.ofNullable(json.duration("grace_period"));
  }

  /**
   * The latest result of a health check.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Status(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a check").texts("name", "status", "output").times("updated_at").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Status {
      SHAPE.check(json);
    }

    /** Returns the name. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns {@code passing}, {@code warning} or {@code critical}. */
    public String status() {
      return json.text("status", "");
    }

    /** Returns the output of the check. */
    public String output() {
      return json.text("output", "");
    }

    /** Returns when it last ran. */
    public Optional<Instant> updatedAt() {
      return Optional.ofNullable(json.instant("updated_at"));
    }

    /** Returns whether it passes. */
    public boolean isPassing() {
      return status().equals("passing");
    }
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A health check of a machine or of one of its services.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineCheck(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a check")
          .texts("type", "method", "path", "protocol", "tls_server_name", "kind")
          .numbers("port")
          .durations("interval", "timeout", "grace_period")
          .flags("tls_skip_verify")
          .build();

  /** Refuses an object whose known fields have other types. */
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

  /** Returns the path that is asked for over HTTP. */
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

  /** Puts a check together. */
  public static final class Builder extends JsonFields<Builder> {
    private final String place;

    Builder(String place, JsonObject start) {
      super(start);
      this.place = place;
    }

    /** Asks for a path over HTTP and expects a status below 400. */
    public Builder http(String path) {
      put("type", "http");
      return put("path", Rules.absolute(place + ".path", path));
    }

    /** Opens a connection. */
    public Builder tcp() {
      return put("type", "tcp");
    }

    /** Sets the port. */
    public Builder port(int port) {
      return put("port", Rules.port(place + ".port", port));
    }

    /** Sets the time between two checks. */
    public Builder interval(Duration interval) {
      return duration("interval", interval);
    }

    /** Sets how long a check may take. */
    public Builder timeout(Duration timeout) {
      return duration("timeout", timeout);
    }

    /** Sets how long after the start the checks begin to count. */
    public Builder gracePeriod(Duration grace) {
      return duration("grace_period", grace);
    }

    /** Sets the HTTP method. */
    public Builder method(String method) {
      return put("method", Rules.notBlank(place + ".method", method));
    }

    /** Adds a header to the HTTP request. */
    public Builder header(String name, String... values) {
      List<JsonObject> headers = new ArrayList<>(json().objects("headers"));
      headers.add(JsonObject.of("name", name).with("values", List.of(values)));
      return put("headers", headers);
    }

    /** Checks over HTTPS; the name is what the certificate must show. */
    public Builder https(String path, String serverName) {
      put("protocol", "https");
      put("tls_server_name", Rules.notBlank(place + ".tls_server_name", serverName));
      return http(path);
    }

    /** Takes any certificate. */
    public Builder tlsSkipVerify(boolean skip) {
      return put("tls_skip_verify", skip);
    }

    /** Makes the check of a whole machine count for deployments, not only for the eye. */
    public Builder readiness() {
      return put("kind", "readiness");
    }

    private Builder duration(String field, Duration value) {
      return put(field, Times.format(Rules.positive(place + "." + field, value)));
    }

    MachineCheck build() {
      Rules.notBlank(place + ".type", json().text("type"));
      return new MachineCheck(json());
    }
  }
}

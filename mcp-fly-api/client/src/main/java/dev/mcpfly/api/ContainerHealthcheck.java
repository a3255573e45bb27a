package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A health check of a container. Unlike in checks of machines, the API counts times in seconds.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record ContainerHealthcheck(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a healthcheck")
          .texts("name", "kind", "unhealthy")
          .numbers("interval", "timeout", "grace_period", "success_threshold", "failure_threshold")
          .field(json -> json.object("http"))
          .field(json -> json.object("tcp"))
          .field(json -> json.object("exec"))
          .build();

  /** Refuses an object whose known fields have other types. */
  public ContainerHealthcheck {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the time between two checks. */
  public Optional<Duration> interval() {
    return Optional.ofNullable(json.number("interval")).map(Duration::ofSeconds);
  }

  /** Returns how long a check may take. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(json.number("timeout")).map(Duration::ofSeconds);
  }

  /** Puts a health check together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Asks for a path over HTTP and expects a status below 400. */
    public Builder http(int port, String path) {
      return http(port, path, h -> {});
    }

    /** Asks for a path over HTTP, with further settings. */
    public Builder http(int port, String path, Consumer<Http> settings) {
      Http http = new Http(port, path);
      settings.accept(http);
      return kind("http", http.json());
    }

    /** Opens a connection. */
    public Builder tcp(int port) {
      return kind(
          "tcp", JsonObject.of("port", Rules.port("containers.healthchecks.tcp.port", port)));
    }

    /** Runs a command and expects exit code 0. */
    public Builder exec(String... command) {
      return kind("exec", JsonObject.of("command", List.of(command)));
    }

    /** Sets the time between two checks; whole seconds. */
    public Builder interval(Duration interval) {
      return seconds("interval", interval);
    }

    /** Sets how long a check may take; whole seconds. */
    public Builder timeout(Duration timeout) {
      return seconds("timeout", timeout);
    }

    /** Sets how long after the start the checks begin to count; whole seconds. */
    public Builder gracePeriod(Duration grace) {
      return seconds("grace_period", grace);
    }

    /** Sets after how many results the container counts as healthy and as unhealthy. */
    public Builder thresholds(int success, int failure) {
      put(
          "success_threshold",
          Rules.atLeast("containers.healthchecks.success_threshold", success, 1));
      return put(
          "failure_threshold",
          Rules.atLeast("containers.healthchecks.failure_threshold", failure, 1));
    }

    /** Makes the check say whether the container is ready for requests. */
    public Builder readiness() {
      return put("kind", "readiness");
    }

    /** Makes failures count for whether the container is started again. */
    public Builder liveness() {
      return put("kind", "liveness");
    }

    /** Stops the container when it is unhealthy. */
    public Builder stopWhenUnhealthy() {
      return put("unhealthy", "stop");
    }

    private Builder kind(String field, JsonObject value) {
      unset("http").unset("tcp").unset("exec");
      return put(field, value);
    }

    private Builder seconds(String field, Duration value) {
      return put(field, Rules.seconds("containers.healthchecks." + field, value));
    }

    ContainerHealthcheck build() {
      if (!has("http") && !has("tcp") && !has("exec")) {
        throw new InvalidRequestException(
            "containers.healthchecks", json().text("name"), "it must be one of http, tcp and exec");
      }
      return new ContainerHealthcheck(json());
    }
  }

  /** How a health check asks over HTTP. */
  public static final class Http extends JsonFields<Http> {
    private Http(int port, String path) {
      super(
          JsonObject.of("port", Rules.port("containers.healthchecks.http.port", port))
              .with("path", Rules.absolute("containers.healthchecks.http.path", path))
              .with("scheme", "http"));
    }

    /** Sets the HTTP method. */
    public Http method(String method) {
      return put("method", Rules.notBlank("containers.healthchecks.http.method", method));
    }

    /** Adds a header to the request. */
    public Http header(String name, String... values) {
      return editElement(
          "headers",
          old -> name.equals(old.get("name")),
          old -> old.with("name", name).with("values", List.of(values)));
    }

    /** Asks over HTTPS; the name is what the certificate must show. */
    public Http https(String serverName) {
      return put("scheme", "https")
          .put(
              "tls_server_name",
              Rules.notBlank("containers.healthchecks.http.tls_server_name", serverName));
    }

    /** Takes any certificate. */
    public Http tlsSkipVerify(boolean skip) {
      return put("tls_skip_verify", skip);
    }
  }
}

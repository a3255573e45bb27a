package dev.mcpfly.api;

import dev.mcpfly.api.internal.time.Times;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Builds a container. */
public final class MachineContainerBuilder extends CommandFields<MachineContainerBuilder> {
  MachineContainerBuilder(JsonObject start) {
    super(start);
  }

  /** Sets the image. */
  public MachineContainerBuilder image(String image) {
    return put("image", Rules.notBlank("containers.image", image));
  }

  /** Writes a file before the container starts. The path is absolute. */
  public MachineContainerBuilder file(String path, byte[] content) {
    return file(
        FileFields.of("containers.files", path).with("raw_value", FileFields.base64(content)));
  }

  /** Writes a file with permission bits, {@code 0600} for example. */
  public MachineContainerBuilder file(String path, byte[] content, int mode) {
    return file(
        FileFields.of("containers.files", path)
            .with("raw_value", FileFields.base64(content))
            .with("mode", Rules.between("containers.files.mode", mode, 0, 07777)));
  }

  /** Writes a secret of the app, whose value must be base64, to a file. */
  public MachineContainerBuilder secretFile(String path, String secretName) {
    return file(
        FileFields.of("containers.files", path)
            .with("secret_name", Rules.notBlank("containers.files.secret_name", secretName)));
  }

  /** Writes the configuration of an image to a file. */
  public MachineContainerBuilder imageConfigFile(String path, String image) {
    return file(
        FileFields.of("containers.files", path)
            .with("image_config", Rules.notBlank("containers.files.image_config", image)));
  }

  private MachineContainerBuilder file(JsonObject file) {
    return editElement(
        "files", old -> FileFields.samePath(old, file), old -> FileFields.replaced(old, file));
  }

  /** Sets what happens when the process ends. */
  public MachineContainerBuilder restart(MachineConfig.RestartPolicy policy) {
    if (policy.equals(MachineConfig.RestartPolicy.SPOT_PRICE)) {
      throw new InvalidRequestException(
          "containers.restart.policy", policy, "must be no, always or on-failure");
    }
    return putIn("restart", "policy", policy.value());
  }

  /** Sets what happens when the container ends, and how often at most. */
  public MachineContainerBuilder restart(MachineConfig.RestartPolicy policy, int maxRetries) {
    restart(policy);
    return putIn(
        "restart", "max_retries", Rules.atLeast("containers.restart.max_retries", maxRetries, 0));
  }

  /** Sets how the process is stopped. */
  public MachineContainerBuilder stop(Signal signal, Duration timeout) {
    putIn("stop", "signal", signal.value());
    return putIn(
        "stop", "timeout", Times.format(Rules.positive("containers.stop.timeout", timeout)));
  }

  /** Starts the container only when another one is {@code started}. */
  public MachineContainerBuilder dependsOn(String container) {
    return dependsOn(container, MachineContainer.Condition.STARTED);
  }

  /** Starts the container only when another one has reached a condition. */
  public MachineContainerBuilder dependsOn(String container, MachineContainer.Condition condition) {
    Rules.notBlank("containers.depends_on.name", container);
    return editElement(
        "depends_on",
        old -> container.equals(old.get("name")),
        old -> old.with("name", container).with("condition", condition.value()));
  }

  /** Adds a health check. */
  public MachineContainerBuilder healthcheck(String name, Consumer<Healthcheck> settings) {
    Rules.notBlank("containers.healthchecks.name", name);
    return editElement(
        "healthchecks",
        old -> name.equals(old.get("name")),
        old -> nested(new Healthcheck(old.with("name", name)), settings, Healthcheck::build));
  }

  /** Mounts a volume of the configuration at a path. */
  public MachineContainerBuilder mount(String volumeName, String path) {
    Rules.absolute("containers.mounts.path", path);
    return editElement(
        "mounts",
        old -> path.equals(old.get("path")),
        old -> old.with("name", volumeName).with("path", path));
  }

  MachineContainer build() {
    return new MachineContainer(json());
  }

  /** Builds a health check. */
  public static final class Healthcheck extends JsonFields<Healthcheck> {
    Healthcheck(JsonObject start) {
      super(start);
    }

    /** Requests a path over HTTP and expects a status below 400. */
    public Healthcheck http(int port, String path) {
      return http(port, path, h -> {});
    }

    /** Requests a path over HTTP, with further settings. */
    public Healthcheck http(int port, String path, Consumer<Http> settings) {
      Http http = new Http(port, path);
      settings.accept(http);
      return kind("http", http.json());
    }

    /** Checks that a TCP connection can be opened. */
    public Healthcheck tcp(int port) {
      return kind(
          "tcp", JsonObject.of("port", Rules.port("containers.healthchecks.tcp.port", port)));
    }

    /** Runs a command and expects exit code 0. */
    public Healthcheck exec(String... command) {
      return kind("exec", JsonObject.of("command", List.of(command)));
    }

    /** Sets the time between two checks; whole seconds. */
    public Healthcheck interval(Duration interval) {
      return seconds("interval", interval);
    }

    /** Sets how long a check may take; whole seconds. */
    public Healthcheck timeout(Duration timeout) {
      return seconds("timeout", timeout);
    }

    /** Sets how long after the start the checks begin to count; whole seconds. */
    public Healthcheck gracePeriod(Duration grace) {
      return seconds("grace_period", grace);
    }

    /** Sets after how many results the container counts as healthy and as unhealthy. */
    public Healthcheck thresholds(int success, int failure) {
      put(
          "success_threshold",
          Rules.atLeast("containers.healthchecks.success_threshold", success, 1));
      return put(
          "failure_threshold",
          Rules.atLeast("containers.healthchecks.failure_threshold", failure, 1));
    }

    /** Makes the check decide whether the container is ready for requests. */
    public Healthcheck readiness() {
      return put("kind", "readiness");
    }

    /** Makes the check decide whether the container is restarted. */
    public Healthcheck liveness() {
      return put("kind", "liveness");
    }

    /** Stops the container when it is unhealthy. */
    public Healthcheck stopWhenUnhealthy() {
      return put("unhealthy", "stop");
    }

    private Healthcheck kind(String field, JsonObject value) {
      unset("http").unset("tcp").unset("exec");
      return put(field, value);
    }

    private Healthcheck seconds(String field, Duration value) {
      return put(field, Rules.seconds("containers.healthchecks." + field, value));
    }

    MachineContainer.Healthcheck build() {
      if (!has("http") && !has("tcp") && !has("exec")) {
        throw new InvalidRequestException(
            "containers.healthchecks", json().text("name"), "must be one of http, tcp and exec");
      }
      return new MachineContainer.Healthcheck(json());
    }

    /** The HTTP request of a health check. */
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

      /** Sends the request over HTTPS; the certificate must be valid for the given name. */
      public Http https(String serverName) {
        return put("scheme", "https")
            .put(
                "tls_server_name",
                Rules.notBlank("containers.healthchecks.http.tls_server_name", serverName));
      }

      /** Sets whether any certificate is accepted. */
      public Http tlsSkipVerify(boolean skip) {
        return put("tls_skip_verify", skip);
      }
    }
  }
}

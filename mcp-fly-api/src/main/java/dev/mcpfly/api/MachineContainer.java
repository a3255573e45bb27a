package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One of several containers of a machine. They share the network: each reaches the others at
 * localhost.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineContainer(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a container")
          .texts("name", "image", "user")
          .textLists("exec", "entrypoint", "cmd")
          .textMaps("env")
          .object("restart", MachineRestart::new)
          .object("stop", MachineStop::new)
          .objects("files", MachineFile::new)
          .objects("healthchecks", ContainerHealthcheck::new)
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineContainer {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the image. */
  public String image() {
    return json.text("image", "");
  }

  /** Returns what replaces the command of the image. */
  public List<String> cmd() {
    return json.texts("cmd");
  }

  /** Returns the environment variables. */
  public Map<String, String> env() {
    return json.textMap("env");
  }

  /** Returns the files that are written before the container starts. */
  public List<MachineFile> files() {
    return json.objects("files").stream().map(MachineFile::new).toList();
  }

  /** Returns the health checks. */
  public List<ContainerHealthcheck> healthchecks() {
    return json.objects("healthchecks").stream().map(ContainerHealthcheck::new).toList();
  }

  /** Returns what happens when the process ends. */
  public Optional<MachineRestart> restart() {
    return Optional.ofNullable(json.object("restart")).map(MachineRestart::new);
  }

  /** Puts a container together. */
  public static final class Builder extends CommandFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Sets the image. */
    public Builder image(String image) {
      return put("image", Rules.notBlank("containers.image", image));
    }

    /** Writes a file before the container starts. */
    public Builder file(String path, byte[] content) {
      return add(
          "files",
          JsonObject.of("guest_path", Rules.absolute("containers.files.guest_path", path))
              .with("raw_value", Base64.getEncoder().encodeToString(content)));
    }

    /** Writes a secret, whose value must be base64, to a file before the container starts. */
    public Builder secretFile(String path, String secretName) {
      return add(
          "files",
          JsonObject.of("guest_path", Rules.absolute("containers.files.guest_path", path))
              .with("secret_name", Rules.notBlank("containers.files.secret_name", secretName)));
    }

    /** Sets what happens when the process ends. */
    public Builder restart(RestartPolicy policy) {
      if (policy.equals(RestartPolicy.SPOT_PRICE)) {
        throw new InvalidRequestException(
            "containers.restart.policy", policy, "it is for whole machines only");
      }
      return putIn("restart", "policy", policy.value());
    }

    /** Sets how the process is stopped. */
    public Builder stop(Signal signal, Duration timeout) {
      putIn("stop", "signal", signal.value());
      return putIn(
          "stop", "timeout", Times.format(Rules.positive("containers.stop.timeout", timeout)));
    }

    /** Starts the container only when another one is {@code started}. */
    public Builder dependsOn(String container) {
      return dependsOn(container, ContainerCondition.STARTED);
    }

    /** Starts the container only when another one is that far. */
    public Builder dependsOn(String container, ContainerCondition condition) {
      return add(
          "depends_on",
          JsonObject.of("name", Rules.notBlank("containers.depends_on.name", container))
              .with("condition", condition.value()));
    }

    /** Adds a health check. */
    public Builder healthcheck(String name, Consumer<ContainerHealthcheck.Builder> settings) {
      ContainerHealthcheck.Builder builder =
          new ContainerHealthcheck.Builder(
              JsonObject.of("name", Rules.notBlank("containers.healthchecks.name", name)));
      settings.accept(builder);
      return add("healthchecks", builder.build().json());
    }

    /** Mounts a volume of the configuration at a path. */
    public Builder mount(String volumeName, String path) {
      return add(
          "mounts",
          JsonObject.of("name", volumeName)
              .with("path", Rules.absolute("containers.mounts.path", path)));
    }

    MachineContainer build() {
      return new MachineContainer(json());
    }
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import java.time.Duration;
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

    /** Writes a file before the container starts. The path is absolute. */
    public Builder file(String path, byte[] content) {
      return file(
          MachineFile.of("containers.files", path).with("raw_value", MachineFile.base64(content)));
    }

    /** Writes a file with permission bits, {@code 0600} for example. */
    public Builder file(String path, byte[] content, int mode) {
      return file(
          MachineFile.of("containers.files", path)
              .with("raw_value", MachineFile.base64(content))
              .with("mode", Rules.between("containers.files.mode", mode, 0, 07777)));
    }

    /** Writes a secret of the app, whose value must be base64, to a file. */
    public Builder secretFile(String path, String secretName) {
      return file(
          MachineFile.of("containers.files", path)
              .with("secret_name", Rules.notBlank("containers.files.secret_name", secretName)));
    }

    /** Writes the configuration of an image to a file. */
    public Builder imageConfigFile(String path, String image) {
      return file(
          MachineFile.of("containers.files", path)
              .with("image_config", Rules.notBlank("containers.files.image_config", image)));
    }

    private Builder file(JsonObject file) {
      return editElement(
          "files", old -> MachineFile.samePath(old, file), old -> MachineFile.replaced(old, file));
    }

    /** Sets what happens when the process ends. */
    public Builder restart(RestartPolicy policy) {
      if (policy.equals(RestartPolicy.SPOT_PRICE)) {
        throw new InvalidRequestException(
            "containers.restart.policy", policy, "it is for whole machines only");
      }
      return putIn("restart", "policy", policy.value());
    }

    /** Sets what happens when the container ends, and how often at most. */
    public Builder restart(RestartPolicy policy, int maxRetries) {
      restart(policy);
      return putIn(
          "restart", "max_retries", Rules.atLeast("containers.restart.max_retries", maxRetries, 0));
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
      Rules.notBlank("containers.depends_on.name", container);
      return editElement(
          "depends_on",
          old -> container.equals(old.get("name")),
          old -> old.with("name", container).with("condition", condition.value()));
    }

    /** Adds a health check. */
    public Builder healthcheck(String name, Consumer<ContainerHealthcheck.Builder> settings) {
      Rules.notBlank("containers.healthchecks.name", name);
      return editElement(
          "healthchecks",
          old -> name.equals(old.get("name")),
          old -> {
            ContainerHealthcheck.Builder builder =
                new ContainerHealthcheck.Builder(old.with("name", name));
            settings.accept(builder);
            return builder.build().json();
          });
    }

    /** Mounts a volume of the configuration at a path. */
    public Builder mount(String volumeName, String path) {
      Rules.absolute("containers.mounts.path", path);
      return editElement(
          "mounts",
          old -> path.equals(old.get("path")),
          old -> old.with("name", volumeName).with("path", path));
    }

    MachineContainer build() {
      return new MachineContainer(json());
    }
  }
}

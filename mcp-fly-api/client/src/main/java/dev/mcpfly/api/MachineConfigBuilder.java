package dev.mcpfly.api;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds the configuration of a machine, or changes one that was read. A method that names an
 * existing element (a service by its port, a file by its path, a check by its name) changes that
 * element instead of adding a second one.
 */
public final class MachineConfigBuilder extends JsonFields<MachineConfigBuilder> {
  private final JsonObject start;

  MachineConfigBuilder(JsonObject start) {
    super(start);
    this.start = start;
  }

  /** Sets the image: {@code registry/repository:tag} or with a digest. */
  public MachineConfigBuilder image(String image) {
    return put("image", Rules.notBlank("image", image));
  }

  /** Sets CPUs and memory from a preset. */
  public MachineConfigBuilder guest(MachineSize size) {
    return guest(size, g -> {});
  }

  /** Sets CPUs and memory from a preset, with changes. */
  public MachineConfigBuilder guest(MachineSize size, Consumer<MachineGuestBuilder> changes) {
    return guest(g -> changes.accept(g.size(size)));
  }

  /** Sets or changes CPUs and memory. */
  public MachineConfigBuilder guest(Consumer<MachineGuestBuilder> changes) {
    // The deprecated preset name excludes a guest.
    unset("size");
    return edit(
        "guest",
        guest -> {
          MachineGuestBuilder builder = new MachineGuestBuilder(guest);
          changes.accept(builder);
          return builder.build().json();
        });
  }

  /** Sets what replaces entrypoint and command of the image. */
  public MachineConfigBuilder exec(String... words) {
    return putIn("init", "exec", List.of(words));
  }

  /** Sets what replaces the entrypoint of the image. */
  public MachineConfigBuilder entrypoint(String... words) {
    return putIn("init", "entrypoint", List.of(words));
  }

  /** Sets what replaces the command of the image. */
  public MachineConfigBuilder cmd(String... words) {
    return putIn("init", "cmd", List.of(words));
  }

  /** Sets what replaces the command of the image. */
  public MachineConfigBuilder cmd(List<String> words) {
    return putIn("init", "cmd", List.copyOf(words));
  }

  /** Sets whether the process gets a terminal. */
  public MachineConfigBuilder tty(boolean tty) {
    return putIn("init", "tty", tty);
  }

  /** Sets the swap space in megabytes. */
  public MachineConfigBuilder swapSizeMb(int megabytes) {
    return putIn("init", "swap_size_mb", Rules.atLeast("init.swap_size_mb", megabytes, 0));
  }

  /** Adds arguments for the kernel. */
  public MachineConfigBuilder kernelArgs(String... args) {
    return putIn("init", "kernel_args", List.of(args));
  }

  /** Sets an environment variable. Put secrets into the app's secrets instead. */
  public MachineConfigBuilder env(String name, String value) {
    return putIn("env", Rules.notBlank("env", name), value);
  }

  /** Sets environment variables. Put secrets into the app's secrets instead. */
  public MachineConfigBuilder env(Map<String, String> variables) {
    variables.forEach(this::env);
    return this;
  }

  /** Removes an environment variable. */
  public MachineConfigBuilder withoutEnv(String name) {
    return edit("env", env -> env.without(name));
  }

  /** Adds a container. A machine runs either an image or containers. */
  public MachineConfigBuilder container(String name, String image) {
    return container(name, image, c -> {});
  }

  /** Adds a container, with further settings. A machine runs either an image or containers. */
  public MachineConfigBuilder container(
      String name, String image, Consumer<MachineContainerBuilder> settings) {
    Rules.notBlank("containers.name", name);
    return editElement(
        "containers",
        container -> name.equals(container.get("name")),
        container -> {
          MachineContainerBuilder builder =
              new MachineContainerBuilder(container.with("name", name)).image(image);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Adds a process, in a machine that runs several. */
  public MachineConfigBuilder process(Consumer<MachineProcessBuilder> settings) {
    MachineProcessBuilder builder = new MachineProcessBuilder(JsonObject.empty());
    settings.accept(builder);
    return editElement("processes", process -> false, process -> builder.build().json());
  }

  /** Sets what happens when the main process ends. */
  public MachineConfigBuilder restart(MachineConfig.RestartPolicy policy) {
    return putIn("restart", "policy", policy.value());
  }

  /** Sets what happens when the main process ends, and how often at most. */
  public MachineConfigBuilder restart(MachineConfig.RestartPolicy policy, int maxRetries) {
    restart(policy);
    return putIn("restart", "max_retries", Rules.atLeast("restart.max_retries", maxRetries, 0));
  }

  /** Sets how the machine is stopped: the signal, and how long until it is killed. */
  public MachineConfigBuilder stop(Signal signal, Duration timeout) {
    putIn("stop_config", "signal", signal.value());
    return putIn(
        "stop_config", "timeout", Times.format(Rules.positive("stop_config.timeout", timeout)));
  }

  /** Starts the machine on a schedule. Such a machine cannot be suspended. */
  public MachineConfigBuilder schedule(MachineConfig.Schedule schedule) {
    return put("schedule", schedule.value());
  }

  /** Sets whether the machine is destroyed when its main process ends. */
  public MachineConfigBuilder autoDestroy(boolean destroy) {
    return put("auto_destroy", destroy);
  }

  /** Sets a metadata entry. */
  public MachineConfigBuilder metadata(String key, String value) {
    return putIn("metadata", Rules.notBlank("metadata", key), value);
  }

  /** Sets metadata entries. */
  public MachineConfigBuilder metadata(Map<String, String> entries) {
    entries.forEach(this::metadata);
    return this;
  }

  /** Forwards the Fly Proxy's requests to a port of the machine. */
  public MachineConfigBuilder service(int internalPort, Consumer<MachineServiceBuilder> settings) {
    Rules.port("services.internal_port", internalPort);
    return editElement(
        "services",
        service -> service.number("internal_port", 0) == internalPort,
        service -> {
          JsonObject start = service;
          if (service.equals(JsonObject.empty())) {
            start = JsonObject.of("protocol", "tcp").with("internal_port", internalPort);
          }
          MachineServiceBuilder builder = new MachineServiceBuilder(start);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Removes the service of a port of the machine. */
  public MachineConfigBuilder withoutService(int internalPort) {
    return removeElements(
        "services", service -> service.number("internal_port", 0) == internalPort);
  }

  /** Adds a health check of the machine as a whole. */
  public MachineConfigBuilder check(String name, Consumer<MachineCheckBuilder> settings) {
    return edit(
        "checks",
        checks -> {
          JsonObject old = checks.object(Rules.notBlank("checks", name));
          MachineCheckBuilder builder =
              new MachineCheckBuilder("checks." + name, old == null ? JsonObject.empty() : old);
          settings.accept(builder);
          return checks.with(name, builder.build().json());
        });
  }

  /** Removes a health check of the machine as a whole. */
  public MachineConfigBuilder withoutCheck(String name) {
    return edit("checks", checks -> checks.without(name));
  }

  /** Sets or changes name resolution. */
  public MachineConfigBuilder dns(Consumer<MachineDnsBuilder> settings) {
    return edit(
        "dns",
        dns -> {
          MachineDnsBuilder builder = new MachineDnsBuilder(dns);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Makes the machine a standby for others. Such a machine has no services. */
  public MachineConfigBuilder standbyFor(String... machines) {
    return put("standbys", List.of(machines));
  }

  /** Lets Fly collect metrics from the process. */
  public MachineConfigBuilder metrics(int port, String path) {
    return metrics(port, path, false);
  }

  /** Lets Fly collect metrics from the process, on request over HTTPS. */
  public MachineConfigBuilder metrics(int port, String path, boolean https) {
    putIn("metrics", "port", Rules.port("metrics.port", port));
    putIn("metrics", "path", Rules.absolute("metrics.path", path));
    return https ? putIn("metrics", "https", true) : edit("metrics", m -> m.without("https"));
  }

  /** Lets the Fly Proxy serve files of the machine under a URL prefix. */
  public MachineConfigBuilder statics(String guestPath, String urlPrefix) {
    return statics(guestPath, urlPrefix, s -> {});
  }

  /** Lets the Fly Proxy serve files under a URL prefix, with further settings. */
  public MachineConfigBuilder statics(
      String guestPath, String urlPrefix, Consumer<MachineStaticBuilder> settings) {
    return editElement(
        "statics",
        one -> urlPrefix.equals(one.get("url_prefix")),
        one -> {
          MachineStaticBuilder builder =
              new MachineStaticBuilder(
                  one.with("guest_path", Rules.absolute("statics.guest_path", guestPath))
                      .with("url_prefix", Rules.absolute("statics.url_prefix", urlPrefix)));
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Writes a file before the machine starts. The path is absolute. */
  public MachineConfigBuilder file(String path, byte[] content) {
    return file(FileFields.of("files", path).with("raw_value", FileFields.base64(content)));
  }

  /** Writes a text, as UTF-8, to a file before the machine starts. */
  public MachineConfigBuilder file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file with permission bits, {@code 0600} for example. */
  public MachineConfigBuilder file(String path, byte[] content, int mode) {
    return file(
        FileFields.of("files", path)
            .with("raw_value", FileFields.base64(content))
            .with("mode", Rules.between("files.mode", mode, 0, 07777)));
  }

  /** Writes a secret of the app, whose value must be base64, to a file. */
  public MachineConfigBuilder secretFile(String path, String secretName) {
    return file(
        FileFields.of("files", path)
            .with("secret_name", Rules.notBlank("files.secret_name", secretName)));
  }

  /** Writes the configuration of an image to a file. */
  public MachineConfigBuilder imageConfigFile(String path, String image) {
    return file(
        FileFields.of("files", path)
            .with("image_config", Rules.notBlank("files.image_config", image)));
  }

  /** Removes a file. */
  public MachineConfigBuilder withoutFile(String path) {
    return removeElements("files", file -> path.equals(file.get("guest_path")));
  }

  /** Mounts a volume at a path. A machine can have only one volume. */
  public MachineConfigBuilder mount(String volumeId, String path) {
    return mount(volumeId, path, m -> {});
  }

  /** Mounts a volume at a path, with further settings. A machine can have only one volume. */
  public MachineConfigBuilder mount(
      String volumeId, String path, Consumer<MachineMountBuilder> settings) {
    Rules.notBlank("mounts.volume", volumeId);
    Rules.absolute("mounts.path", path);
    return editElement(
        "mounts",
        mount -> volumeId.equals(mount.get("volume")),
        mount -> {
          MachineMountBuilder builder =
              new MachineMountBuilder(mount.with("volume", volumeId).with("path", path));
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Gives containers a volume that lives as long as the machine, on its disk or in its memory. */
  public MachineConfigBuilder temporaryVolume(String name, boolean inMemory, int sizeMb) {
    return scratch(
        name,
        "temp_dir",
        JsonObject.of("storage_type", inMemory ? "memory" : "disk")
            .with("size_mb", Rules.atLeast("volumes.temp_dir.size_mb", sizeMb, 1)));
  }

  /** Gives containers a volume with the files of an image. */
  public MachineConfigBuilder imageVolume(String name, String image) {
    return scratch(name, "image", Rules.notBlank("volumes.image", image));
  }

  /** Sets when the root file system is kept: {@code never}, {@code always}, {@code restart}. */
  public MachineConfigBuilder persistRootfs(String persist) {
    return putIn("rootfs", "persist", Rules.notBlank("rootfs.persist", persist));
  }

  /** Sets the size of the root file system in gigabytes. */
  public MachineConfigBuilder rootfsSizeGb(int gigabytes) {
    return putIn("rootfs", "size_gb", Rules.atLeast("rootfs.size_gb", gigabytes, 1));
  }

  /** Adds a cache drive, of a size in megabytes. */
  public MachineConfigBuilder cacheDriveMb(int megabytes) {
    return putIn("cache_drive", "size_mb", Rules.atLeast("cache_drive.size_mb", megabytes, 1));
  }

  private MachineConfigBuilder file(JsonObject file) {
    return editElement(
        "files", old -> FileFields.samePath(old, file), old -> FileFields.replaced(old, file));
  }

  private MachineConfigBuilder scratch(String name, String kind, Object value) {
    Rules.volumeName(name);
    return editElement(
        "volumes",
        old -> name.equals(old.get("name")),
        old -> old.without("temp_dir").without("image").with("name", name).with(kind, value));
  }

  /**
   * Runs the machine on spot capacity, which Fly may take away.
   *
   * @param maxPriceFraction the highest price, as a fraction of the full price: above 0, at most 1
   */
  public MachineConfigBuilder spot(double maxPriceFraction) {
    if (!(maxPriceFraction > 0 && maxPriceFraction <= 1)) {
      throw new InvalidRequestException(
          "spot.max_price_fraction", maxPriceFraction, "it must be above 0 and at most 1");
    }
    return putIn("spot", "max_price_fraction", maxPriceFraction);
  }

  /**
   * Builds a configuration from nothing.
   *
   * @throws InvalidRequestException if the API would reject it
   */
  @CheckReturnValue
  @SuppressWarnings("exports")
  public static MachineConfig build(Consumer<MachineConfigBuilder> config) {
    MachineConfigBuilder builder = new MachineConfigBuilder(JsonObject.empty());
    config.accept(builder);
    return builder.build();
  }

  /**
   * Returns a changed copy of a configuration. Fields that the change does not name stay unchanged.
   *
   * @throws InvalidRequestException if the API would reject it
   */
  @CheckReturnValue
  @SuppressWarnings("exports")
  public static MachineConfig change(MachineConfig config, Consumer<MachineConfigBuilder> change) {
    MachineConfigBuilder builder = new MachineConfigBuilder(config.json());
    change.accept(builder);
    return builder.build();
  }

  MachineConfig build() {
    JsonObject json = json();
    MachineConfigRules.check(start, json);
    return new MachineConfig(json);
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts the configuration of a machine together, or changes one that was read. A method that names a
 * thing which is there already (a service by its port, a file by its path, a check by its name)
 * changes that thing and adds no second one.
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

  /** Sets an environment variable. Secrets belong into the app's secrets instead. */
  public MachineConfigBuilder env(String name, String value) {
    return putIn("env", Rules.notBlank("env", name), value);
  }

  /** Sets environment variables. Secrets belong into the app's secrets instead. */
  public MachineConfigBuilder env(Map<String, String> variables) {
    variables.forEach(this::env);
    return this;
  }

  /** Removes an environment variable. */
  public MachineConfigBuilder withoutEnv(String name) {
    return edit("env", env -> env.without(name));
  }

  /** Takes CPUs and memory of a preset. */
  public MachineConfigBuilder guest(MachineSize size) {
    return guest(size, g -> {});
  }

  /** Takes CPUs and memory of a preset, with changes. */
  public MachineConfigBuilder guest(MachineSize size, Consumer<MachineGuest.Builder> changes) {
    return guest(g -> changes.accept(g.size(size)));
  }

  /** Sets or changes CPUs and memory. */
  public MachineConfigBuilder guest(Consumer<MachineGuest.Builder> changes) {
    // The deprecated preset name excludes a guest.
    unset("size");
    return edit(
        "guest",
        guest -> {
          MachineGuest.Builder builder = new MachineGuest.Builder(guest);
          changes.accept(builder);
          return builder.build().json();
        });
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
  public MachineConfigBuilder service(int internalPort, Consumer<MachineService.Builder> settings) {
    Rules.port("services.internal_port", internalPort);
    return editElement(
        "services",
        service -> service.number("internal_port", 0) == internalPort,
        service -> {
          JsonObject start = service;
          if (service.equals(JsonObject.empty())) {
            start = JsonObject.of("protocol", "tcp").with("internal_port", internalPort);
          }
          MachineService.Builder builder = new MachineService.Builder(start);
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
  public MachineConfigBuilder check(String name, Consumer<MachineCheck.Builder> settings) {
    return edit(
        "checks",
        checks -> {
          JsonObject old = checks.object(Rules.notBlank("checks", name));
          MachineCheck.Builder builder =
              new MachineCheck.Builder("checks." + name, old == null ? JsonObject.empty() : old);
          settings.accept(builder);
          return checks.with(name, builder.build().json());
        });
  }

  /** Removes a health check of the machine as a whole. */
  public MachineConfigBuilder withoutCheck(String name) {
    return edit("checks", checks -> checks.without(name));
  }

  /** Writes a file before the machine starts. The path is absolute. */
  public MachineConfigBuilder file(String path, byte[] content) {
    return file(path, "raw_value", Base64.getEncoder().encodeToString(content));
  }

  /** Writes a text, as UTF-8, to a file before the machine starts. */
  public MachineConfigBuilder file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file with permission bits, {@code 0600} for example. */
  public MachineConfigBuilder file(String path, byte[] content, int mode) {
    file(path, content);
    return editElement(
        "files",
        file -> path.equals(file.get("guest_path")),
        file -> file.with("mode", Rules.between("files.mode", mode, 0, 07777)));
  }

  /** Writes a secret of the app, whose value must be base64, to a file. */
  public MachineConfigBuilder secretFile(String path, String secretName) {
    return file(path, "secret_name", Rules.notBlank("files.secret_name", secretName));
  }

  /** Removes a file. */
  public MachineConfigBuilder withoutFile(String path) {
    return removeElements("files", file -> path.equals(file.get("guest_path")));
  }

  /** Mounts a volume at a path. A machine takes one volume. */
  public MachineConfigBuilder mount(String volumeId, String path) {
    return mount(volumeId, path, m -> {});
  }

  /** Mounts a volume at a path, with further settings. A machine takes one volume. */
  public MachineConfigBuilder mount(
      String volumeId, String path, Consumer<MachineMount.Builder> settings) {
    Rules.notBlank("mounts.volume", volumeId);
    Rules.absolute("mounts.path", path);
    return editElement(
        "mounts",
        mount -> volumeId.equals(mount.get("volume")),
        mount -> {
          MachineMount.Builder builder =
              new MachineMount.Builder(mount.with("volume", volumeId).with("path", path));
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Adds a container. A machine runs either an image or containers. */
  public MachineConfigBuilder container(String name, String image) {
    return container(name, image, c -> {});
  }

  /** Adds a container, with further settings. A machine runs either an image or containers. */
  public MachineConfigBuilder container(
      String name, String image, Consumer<MachineContainer.Builder> settings) {
    Rules.notBlank("containers.name", name);
    return editElement(
        "containers",
        container -> name.equals(container.get("name")),
        container -> {
          MachineContainer.Builder builder =
              new MachineContainer.Builder(container.with("name", name)).image(image);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Adds a process, in a machine that runs several. */
  public MachineConfigBuilder process(Consumer<MachineProcess.Builder> settings) {
    MachineProcess.Builder builder = new MachineProcess.Builder(JsonObject.empty());
    settings.accept(builder);
    return editElement("processes", process -> false, process -> builder.build().json());
  }

  /** Sets what happens when the main process ends. */
  public MachineConfigBuilder restart(RestartPolicy policy) {
    return putIn("restart", "policy", policy.value());
  }

  /** Sets what happens when the main process ends, and how often at most. */
  public MachineConfigBuilder restart(RestartPolicy policy, int maxRetries) {
    restart(policy);
    return putIn("restart", "max_retries", Rules.atLeast("restart.max_retries", maxRetries, 0));
  }

  /** Sets how the machine is stopped: the signal, and how long until it is killed. */
  public MachineConfigBuilder stop(Signal signal, Duration timeout) {
    putIn("stop_config", "signal", signal.value());
    return putIn(
        "stop_config", "timeout", Times.format(Rules.positive("stop_config.timeout", timeout)));
  }

  /** Sets or changes name resolution. */
  public MachineConfigBuilder dns(Consumer<MachineDns.Builder> settings) {
    return edit(
        "dns",
        dns -> {
          MachineDns.Builder builder = new MachineDns.Builder(dns);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Starts the machine by the clock. Such a machine cannot be suspended. */
  public MachineConfigBuilder schedule(Schedule schedule) {
    return put("schedule", schedule.value());
  }

  /** Destroys the machine when its main process ends. */
  public MachineConfigBuilder autoDestroy(boolean destroy) {
    return put("auto_destroy", destroy);
  }

  /** Lets the machine stand by for others. Such a machine has no services. */
  public MachineConfigBuilder standbyFor(String... machines) {
    return put("standbys", List.of(machines));
  }

  /** Lets Fly collect metrics from the process. */
  public MachineConfigBuilder metrics(int port, String path) {
    Rules.port("metrics.port", port);
    return put(
        "metrics", JsonObject.of("port", port).with("path", Rules.absolute("metrics.path", path)));
  }

  /** Lets the Fly Proxy serve files of the machine under a URL prefix. */
  public MachineConfigBuilder statics(String guestPath, String urlPrefix) {
    return editElement(
        "statics",
        one -> urlPrefix.equals(one.get("url_prefix")),
        one ->
            one.with("guest_path", Rules.absolute("statics.guest_path", guestPath))
                .with("url_prefix", Rules.absolute("statics.url_prefix", urlPrefix)));
  }

  /** Sets what becomes of the root file system: {@code never}, {@code always}, {@code restart}. */
  public MachineConfigBuilder persistRootfs(String persist) {
    return putIn("rootfs", "persist", Rules.notBlank("rootfs.persist", persist));
  }

  private MachineConfigBuilder file(String path, String kind, String value) {
    Rules.absolute("files.guest_path", path);
    return editElement(
        "files",
        file -> path.equals(file.get("guest_path")),
        file ->
            file.without("raw_value")
                .without("secret_name")
                .without("image_config")
                .with("guest_path", path)
                .with(kind, value));
  }

  MachineConfig build() {
    JsonObject json = json();
    MachineConfigRules.check(start, json);
    return new MachineConfig(json);
  }
}

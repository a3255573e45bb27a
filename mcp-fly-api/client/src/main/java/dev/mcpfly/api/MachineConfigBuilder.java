package dev.mcpfly.api;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.api.internal.time.Times;
import dev.mcpfly.api.json.JsonObject;
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
  public MachineConfigBuilder guest(MachineSize size, Consumer<GuestBuilder> changes) {
    return guest(g -> changes.accept(g.size(size)));
  }

  /** Sets or changes CPUs and memory. */
  public MachineConfigBuilder guest(Consumer<GuestBuilder> changes) {
    // The deprecated preset name excludes a guest.
    unset("size");
    return edit("guest", guest -> nested(new GuestBuilder(guest), changes, GuestBuilder::build));
  }

  /** Sets the words that replace the image's entrypoint and command. */
  public MachineConfigBuilder exec(String... words) {
    return putIn("init", "exec", List.of(words));
  }

  /** Sets the words that replace the image's entrypoint. */
  public MachineConfigBuilder entrypoint(String... words) {
    return putIn("init", "entrypoint", List.of(words));
  }

  /** Sets the words that replace the image's command. */
  public MachineConfigBuilder cmd(String... words) {
    return putIn("init", "cmd", List.of(words));
  }

  /** Sets the words that replace the image's command. */
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
        container ->
            nested(
                new MachineContainerBuilder(container.with("name", name)).image(image),
                settings,
                MachineContainerBuilder::build));
  }

  /** Adds a process, in a machine that runs several. */
  public MachineConfigBuilder process(Consumer<ProcessConfigBuilder> settings) {
    return editElement(
        "processes",
        process -> false,
        process ->
            nested(new ProcessConfigBuilder(process), settings, ProcessConfigBuilder::build));
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
          return nested(new MachineServiceBuilder(start), settings, MachineServiceBuilder::build);
        });
  }

  /** Removes the service of a port of the machine. */
  public MachineConfigBuilder withoutService(int internalPort) {
    return removeElements(
        "services", service -> service.number("internal_port", 0) == internalPort);
  }

  /** Adds a health check of the machine as a whole. */
  public MachineConfigBuilder check(String name, Consumer<CheckBuilder> settings) {
    return edit(
        "checks",
        checks -> {
          JsonObject old = checks.object(Rules.notBlank("checks", name));
          CheckBuilder builder =
              new CheckBuilder("checks." + name, old == null ? JsonObject.empty() : old);
          return checks.with(name, nested(builder, settings, CheckBuilder::build));
        });
  }

  /** Removes a health check of the machine as a whole. */
  public MachineConfigBuilder withoutCheck(String name) {
    return edit("checks", checks -> checks.without(name));
  }

  /** Sets or changes name resolution. */
  public MachineConfigBuilder dns(Consumer<DnsBuilder> settings) {
    return edit("dns", dns -> nested(new DnsBuilder(dns), settings, DnsBuilder::build));
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
      String guestPath, String urlPrefix, Consumer<StaticBuilder> settings) {
    return editElement(
        "statics",
        one -> urlPrefix.equals(one.get("url_prefix")),
        one ->
            nested(
                new StaticBuilder(
                    one.with("guest_path", Rules.absolute("statics.guest_path", guestPath))
                        .with("url_prefix", Rules.absolute("statics.url_prefix", urlPrefix))),
                settings,
                StaticBuilder::build));
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
  public MachineConfigBuilder mount(String volumeId, String path, Consumer<MountBuilder> settings) {
    Rules.notBlank("mounts.volume", volumeId);
    Rules.absolute("mounts.path", path);
    return editElement(
        "mounts",
        mount -> volumeId.equals(mount.get("volume")),
        mount ->
            nested(
                new MountBuilder(mount.with("volume", volumeId).with("path", path)),
                settings,
                MountBuilder::build));
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
          "spot.max_price_fraction", maxPriceFraction, "must be above 0 and at most 1");
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

  /** Builds a health check. */
  public static final class CheckBuilder extends JsonFields<CheckBuilder> {
    private final String place;

    CheckBuilder(String place, JsonObject start) {
      super(start);
      this.place = place;
    }

    /** Requests a path over HTTP and expects a status below 400. */
    public CheckBuilder http(String path) {
      put("type", "http");
      return put("path", Rules.absolute(place + ".path", path));
    }

    /** Checks that a TCP connection can be opened. */
    public CheckBuilder tcp() {
      return put("type", "tcp");
    }

    /** Sets the port. */
    public CheckBuilder port(int port) {
      return put("port", Rules.port(place + ".port", port));
    }

    /** Sets the time between two checks. */
    public CheckBuilder interval(Duration interval) {
      return duration("interval", interval);
    }

    /** Sets how long a check may take. */
    public CheckBuilder timeout(Duration timeout) {
      return duration("timeout", timeout);
    }

    /** Sets how long after the start the checks begin to count. */
    public CheckBuilder gracePeriod(Duration grace) {
      return duration("grace_period", grace);
    }

    /** Sets the HTTP method. */
    public CheckBuilder method(String method) {
      return put("method", Rules.notBlank(place + ".method", method));
    }

    /** Adds a header to the HTTP request. */
    public CheckBuilder header(String name, String... values) {
      return add("headers", JsonObject.of("name", name).with("values", List.of(values)));
    }

    /** Checks over HTTPS; the certificate must be valid for the given name. */
    public CheckBuilder https(String path, String serverName) {
      put("protocol", "https");
      put("tls_server_name", Rules.notBlank(place + ".tls_server_name", serverName));
      return http(path);
    }

    /** Sets whether any certificate is accepted. */
    public CheckBuilder tlsSkipVerify(boolean skip) {
      return put("tls_skip_verify", skip);
    }

    /** Makes a check of the whole machine count for deployments; without this it is only shown. */
    public CheckBuilder readiness() {
      return put("kind", "readiness");
    }

    private CheckBuilder duration(String field, Duration value) {
      return put(field, Times.format(Rules.positive(place + "." + field, value)));
    }

    MachineConfig.Check build() {
      Rules.notBlank(place + ".type", json().text("type"));
      return new MachineConfig.Check(json());
    }
  }

  /** Builds the DNS settings of a machine. */
  public static final class DnsBuilder extends JsonFields<DnsBuilder> {
    DnsBuilder(JsonObject start) {
      super(start);
    }

    /** Sets whether the machine is left out of {@code .internal} names. */
    public DnsBuilder skipRegistration(boolean skip) {
      return put("skip_registration", skip);
    }

    /** Sets the name servers. */
    public DnsBuilder nameservers(String... servers) {
      return put("nameservers", List.of(servers));
    }

    /** Sets the search domains. */
    public DnsBuilder searches(String... domains) {
      return put("searches", List.of(domains));
    }

    /** Sets the host name. */
    public DnsBuilder hostname(String name) {
      return put("hostname", Rules.notBlank("dns.hostname", name));
    }

    /** Sets the full host name, domain included. */
    public DnsBuilder hostnameFqdn(String name) {
      return put("hostname_fqdn", Rules.notBlank("dns.hostname_fqdn", name));
    }

    /** Adds an option of the resolver. */
    public DnsBuilder option(String name, String value) {
      return add("options", JsonObject.of("name", name).with("value", value));
    }

    /** Forwards queries for a domain to a given server. */
    public DnsBuilder forward(String domain, String server) {
      return add("dns_forward_rules", JsonObject.of("basename", domain).with("addr", server));
    }

    MachineConfig.Dns build() {
      return new MachineConfig.Dns(json());
    }
  }

  /** Builds a guest: CPUs and memory. */
  public static final class GuestBuilder extends JsonFields<GuestBuilder> {
    GuestBuilder(JsonObject start) {
      super(start);
    }

    /** Sets the values of a preset. */
    public GuestBuilder size(MachineSize size) {
      return cpuKind(size.cpuKind()).cpus(size.cpus()).memoryMb(size.memoryMb());
    }

    /** Sets the kind of CPU. */
    public GuestBuilder cpuKind(MachineConfig.Guest.CpuKind kind) {
      return put("cpu_kind", kind.value());
    }

    /** Sets the number of CPUs. */
    public GuestBuilder cpus(int cpus) {
      return put("cpus", Rules.atLeast("guest.cpus", cpus, 1));
    }

    /**
     * Sets the memory in megabytes: a multiple of 256, for each shared CPU 256 to 2048 and for each
     * performance CPU 2048 to 8192.
     */
    public GuestBuilder memoryMb(int megabytes) {
      return put("memory_mb", Rules.atLeast("guest.memory_mb", megabytes, 1));
    }

    /** Lets the memory grow up to a limit in megabytes while the machine runs. */
    public GuestBuilder maxMemoryMb(int megabytes) {
      return put("max_memory_mb", Rules.atLeast("guest.max_memory_mb", megabytes, 1));
    }

    /** Adds arguments for the kernel. */
    public GuestBuilder kernelArgs(String... args) {
      return put("kernel_args", List.of(args));
    }

    /** Puts the machine on hosts that are reserved for the organization. */
    public GuestBuilder hostDedication(String id) {
      return put("host_dedication_id", Rules.notBlank("guest.host_dedication_id", id));
    }

    MachineConfig.Guest build() {
      return MachineConfigRules.checked(new MachineConfig.Guest(json()));
    }
  }

  /** Builds a mount. */
  public static final class MountBuilder extends JsonFields<MountBuilder> {
    MountBuilder(JsonObject start) {
      super(start);
    }

    /** Sets the volume's name. */
    public MountBuilder name(String name) {
      return put("name", Rules.volumeName(name));
    }

    /**
     * Lets the volume grow automatically.
     *
     * @param thresholdPercent how full it gets before it grows, 1 to 99
     * @param addGb the gigabytes that it grows by
     * @param limitGb the gigabytes at which it stops growing
     */
    public MountBuilder autoExtend(int thresholdPercent, int addGb, int limitGb) {
      put(
          "extend_threshold_percent",
          Rules.between("mounts.extend_threshold_percent", thresholdPercent, 1, 99));
      put("add_size_gb", Rules.atLeast("mounts.add_size_gb", addGb, 1));
      return put("size_gb_limit", Rules.atLeast("mounts.size_gb_limit", limitGb, 1));
    }

    /** Sets the size of the volume that is created for the mount, in gigabytes. */
    public MountBuilder sizeGb(int gigabytes) {
      return put("size_gb", Rules.atLeast("mounts.size_gb", gigabytes, 1));
    }

    /** Sets whether the volume that is created for the mount is encrypted. */
    public MountBuilder encrypted(boolean encrypted) {
      return put("encrypted", encrypted);
    }

    MachineConfig.Mount build() {
      return new MachineConfig.Mount(json());
    }
  }

  /** Builds a process. */
  public static final class ProcessConfigBuilder extends CommandFields<ProcessConfigBuilder> {
    ProcessConfigBuilder(JsonObject start) {
      super(start);
    }

    /** Sets whether the process gets only those of the app's secrets that are named here. */
    public ProcessConfigBuilder ignoreAppSecrets(boolean ignore) {
      return put("ignore_app_secrets", ignore);
    }

    MachineConfig.ProcessConfig build() {
      return new MachineConfig.ProcessConfig(json());
    }
  }

  /** Builds the settings of static files. */
  public static final class StaticBuilder extends JsonFields<StaticBuilder> {
    StaticBuilder(JsonObject start) {
      super(start);
    }

    /** Serves the files from a Tigris bucket instead of the machine. */
    public StaticBuilder tigrisBucket(String bucket) {
      return put("tigris_bucket", Rules.notBlank("statics.tigris_bucket", bucket));
    }

    /** Sets the file that is served for a directory. */
    public StaticBuilder indexDocument(String name) {
      return put("index_document", Rules.notBlank("statics.index_document", name));
    }

    MachineConfig.Static build() {
      return new MachineConfig.Static(json());
    }
  }
}

package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The configuration of a machine: image, command, guest, services, files and so on. The API has no
 * partial update, so a configuration that was read keeps the fields that this library does not
 * know, and sends them back.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineConfig(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a machine config")
          .texts("image", "size", "schedule")
          .flags("auto_destroy", "disable_machine_autostart")
          .textMaps("env", "metadata")
          .textLists("standbys")
          .object("init", Init::new)
          .object("guest", Guest::new)
          .object("restart", Restart::new)
          .object("stop_config", Stop::new)
          .object("dns", Dns::new)
          .objects("mounts", Mount::new)
          .objects("services", MachineService::new)
          .objects("files", File::new)
          .objects("processes", ProcessConfig::new)
          .objects("containers", MachineContainer::new)
          .objectMap("checks", Check::new)
          .object("metrics", Metrics::new)
          .objects("statics", Static::new)
          .object("rootfs", Rootfs::new)
          .objects("volumes", MachineContainer.Volume::new)
          .object("cache_drive", drive -> drive.number("size_mb"))
          .object("spot", spot -> spot.decimal("max_price_fraction", 0))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineConfig {
    SHAPE.check(json);
  }

  /** Returns the image; empty if the machine runs containers. */
  public Optional<String> image() {
    return Optional.ofNullable(json.text("image"));
  }

  /** Returns the environment variables. */
  public Map<String, String> env() {
    return json.textMap("env");
  }

  /** Returns the command and what belongs to it. */
  public Init init() {
    JsonObject init = json.object("init");
    return new Init(init == null ? JsonObject.empty() : init);
  }

  /** Returns CPUs and memory; empty means the smallest preset. */
  public Optional<Guest> guest() {
    return Fields.object(json, "guest", Guest::new);
  }

  /** Returns the metadata, by which machines can be listed. */
  public Map<String, String> metadata() {
    return json.textMap("metadata");
  }

  /** Returns the mounted volumes. */
  public List<Mount> mounts() {
    return Fields.objects(json, "mounts", Mount::new);
  }

  /** Returns the services, to which the Fly Proxy forwards requests. */
  public List<MachineService> services() {
    return Fields.objects(json, "services", MachineService::new);
  }

  /** Returns the files that are written before the machine starts. */
  public List<File> files() {
    return Fields.objects(json, "files", File::new);
  }

  /** Returns the health checks of the machine as a whole, by name. */
  public Map<String, Check> checks() {
    JsonObject checks = json.object("checks");
    if (checks == null) {
      return Map.of();
    }
    Map<String, Check> result = new LinkedHashMap<>();
    for (String name : checks.asMap().keySet()) {
      JsonObject check = checks.object(name);
      if (check != null) {
        result.put(name, new Check(check));
      }
    }
    return Collections.unmodifiableMap(result);
  }

  /** Returns the processes, if the machine runs several in one image. */
  public List<ProcessConfig> processes() {
    return Fields.objects(json, "processes", ProcessConfig::new);
  }

  /** Returns the containers, if the machine runs those. */
  public List<MachineContainer> containers() {
    return Fields.objects(json, "containers", MachineContainer::new);
  }

  /** Returns the restart policy of the main process; empty means on-failure. */
  public Optional<Restart> restart() {
    return Fields.object(json, "restart", Restart::new);
  }

  /** Returns how the machine is stopped. */
  public Optional<Stop> stop() {
    return Fields.object(json, "stop_config", Stop::new);
  }

  /** Returns the DNS settings. */
  public Optional<Dns> dns() {
    return Fields.object(json, "dns", Dns::new);
  }

  /** Returns the schedule on which the machine is started. */
  public Optional<Schedule> schedule() {
    return Optional.ofNullable(json.text("schedule")).map(Schedule::of);
  }

  /** Returns whether the machine is destroyed when its main process ends. */
  public boolean autoDestroy() {
    return json.flag("auto_destroy", false);
  }

  /** Returns the machines that this one stands by for. */
  public List<String> standbys() {
    return json.texts("standbys");
  }

  /** Returns where Fly collects metrics. */
  public Optional<Metrics> metrics() {
    return Fields.object(json, "metrics", Metrics::new);
  }

  /** Returns the files that the Fly Proxy serves itself. */
  public List<Static> statics() {
    return Fields.objects(json, "statics", Static::new);
  }

  /** Returns the settings of the root file system. */
  public Optional<Rootfs> rootfs() {
    return Fields.object(json, "rootfs", Rootfs::new);
  }

  /** Returns the volumes that containers mount. */
  public List<MachineContainer.Volume> containerVolumes() {
    return Fields.objects(json, "volumes", MachineContainer.Volume::new);
  }

  /** Returns the size of the drive for caches, in megabytes. */
  public OptionalInt cacheDriveMb() {
    JsonObject drive = json.object("cache_drive");
    return drive == null ? OptionalInt.empty() : OptionalInt.of(drive.integer("size_mb", 0));
  }

  /** Returns the highest price of spot capacity, as a fraction of the full price. */
  public OptionalDouble spot() {
    JsonObject spot = json.object("spot");
    return spot == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(spot.decimal("max_price_fraction", 0));
  }

  /**
   * Where Fly collects metrics from the process of a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Metrics(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("metrics").numbers("port").texts("path").flags("https").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Metrics {
      SHAPE.check(json);
    }

    /** Returns the port. */
    public int port() {
      return json.integer("port", 0);
    }

    /** Returns the path. */
    public String path() {
      return json.text("path", "/metrics");
    }

    /** Returns whether the metrics are requested over HTTPS. */
    public boolean https() {
      return json.flag("https", false);
    }
  }

  /**
   * What happens when the main process of a machine or container ends.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Restart(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a restart policy").texts("policy").numbers("max_retries").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Restart {
      SHAPE.check(json);
    }

    /** Returns the policy. */
    public RestartPolicy policy() {
      return RestartPolicy.of(json.text("policy", "on-failure"));
    }

    /** Returns how often the process is started again at most. */
    public OptionalInt maxRetries() {
      return Fields.integer(json, "max_retries");
    }
  }

  /**
   * The root file system of a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Rootfs(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a root file system").texts("persist").numbers("size_gb").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Rootfs {
      SHAPE.check(json);
    }

    /** Returns when it is kept: {@code never}, {@code always} or {@code restart}. */
    public Optional<String> persist() {
      return Optional.ofNullable(json.text("persist"));
    }

    /** Returns its size in gigabytes. */
    public OptionalInt sizeGb() {
      return Fields.integer(json, "size_gb");
    }
  }

  /**
   * How the main process of a machine or container is stopped.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Stop(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a stop config").texts("signal").durations("timeout").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Stop {
      SHAPE.check(json);
    }

    /** Returns the signal; empty means SIGINT. */
    public Optional<Signal> signal() {
      return Optional.ofNullable(json.text("signal")).map(Signal::of);
    }

    /** Returns how long the process has before it is killed. */
    public Optional<Duration> timeout() {
      return Optional.ofNullable(json.duration("timeout"));
    }
  }

  /**
   * A health check of a machine or of one of its services.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Check(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a check")
            .texts("type", "method", "path", "protocol", "tls_server_name", "kind")
            .numbers("port")
            .durations("interval", "timeout", "grace_period")
            .flags("tls_skip_verify")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Check {
      SHAPE.check(json);
    }

    /** Returns {@code http} or {@code tcp}. */
    public String type() {
      return json.text("type", "tcp");
    }

    /** Returns the port; a service's check uses the port of the service if this is empty. */
    public OptionalInt port() {
      return Fields.integer(json, "port");
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

  /**
   * The settings of name resolution in a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Dns(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a dns config")
            .flags("skip_registration")
            .textLists("nameservers", "searches")
            .texts("hostname", "hostname_fqdn")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Dns {
      SHAPE.check(json);
    }

    /** Returns whether the machine is left out of {@code .internal} names. */
    public boolean skipRegistration() {
      return json.flag("skip_registration", false);
    }

    /** Returns the name servers. */
    public List<String> nameservers() {
      return json.texts("nameservers");
    }

    /** Returns the search domains. */
    public List<String> searches() {
      return json.texts("searches");
    }

    /** Returns the host name. */
    public Optional<String> hostname() {
      return Optional.ofNullable(json.text("hostname"));
    }
  }

  /**
   * A file that is written into a machine before it starts. Its text form never shows the content.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record File(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a file")
            .texts("guest_path", "secret_name", "image_config")
            .bytes("raw_value")
            .numbers("mode")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public File {
      SHAPE.check(json);
    }

    /** Returns the path in the machine. */
    public String guestPath() {
      return json.text("guest_path", "");
    }

    /** Returns the content, if it is given here. */
    public Optional<byte[]> content() {
      return Optional.ofNullable(json.bytes("raw_value"));
    }

    /** Returns the secret whose value, which must be base64, becomes the content. */
    public Optional<String> secretName() {
      return Optional.ofNullable(json.text("secret_name"));
    }

    /** Returns the image whose configuration is the content. */
    public Optional<String> imageConfig() {
      return Optional.ofNullable(json.text("image_config"));
    }

    /** Returns the permission bits; empty or 0 means the default. */
    public OptionalInt mode() {
      return Fields.integer(json, "mode");
    }
  }

  /**
   * CPUs and memory of a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Guest(JsonObject json) implements JsonModel {
    private static final List<String> PERSIST_ROOTFS =
        List.of("none", "never", "always", "restart");

    private static final Shape SHAPE =
        Shape.of("a guest")
            .texts("cpu_kind", "gpu_kind", "host_dedication_id")
            .numbers("cpus", "memory_mb", "max_memory_mb", "gpus")
            .textLists("kernel_args")
            .field(Guest::persist)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Guest {
      SHAPE.check(json);
    }

    /** Returns the kind of CPU; shared if the server sends none. */
    public CpuKind cpuKind() {
      return CpuKind.of(json.text("cpu_kind", "shared"));
    }

    /** Returns the number of CPUs. */
    public int cpus() {
      return json.integer("cpus", 1);
    }

    /** Returns the memory in megabytes. */
    public int memoryMb() {
      return json.integer("memory_mb", 256);
    }

    /** Returns the maximum that the memory may grow to, in megabytes. */
    public OptionalInt maxMemoryMb() {
      return Fields.integer(json, "max_memory_mb");
    }

    /** Returns the kind of GPU, for machines created when Fly offered GPUs. */
    public Optional<String> gpuKind() {
      return Fields.text(json, "gpu_kind");
    }

    /** Returns the deprecated setting of the root file system: a word, whatever form it came in. */
    public Optional<String> persistRootfs() {
      return persist(json);
    }

    private static Optional<String> persist(JsonObject json) {
      Object value = json.get("persist_rootfs");
      if (value == null || "".equals(value)) {
        return Optional.empty();
      }
      if (value instanceof Long number && number >= 0 && number < PERSIST_ROOTFS.size()) {
        return Optional.of(PERSIST_ROOTFS.get(number.intValue()));
      }
      if (value instanceof Long || value instanceof String) {
        return Optional.of(value.toString());
      }
      throw new JsonException("field 'persist_rootfs' should be a text or a small number");
    }

    /**
     * A kind of CPU. Open-ended: a value that a newer server adds is kept unchanged.
     *
     * @param value the API's spelling
     */
    public record CpuKind(String value) {

      /** A share of a CPU: 256 to 2048 MB of memory for each. */
      public static final CpuKind SHARED = new CpuKind("shared");

      /** A whole CPU: 2048 to 8192 MB of memory for each. */
      public static final CpuKind PERFORMANCE = new CpuKind("performance");

      /** Rejects null. */
      public CpuKind {
        Objects.requireNonNull(value, "value");
      }

      /** Returns the value with the API's spelling. */
      public static CpuKind of(String value) {
        return new CpuKind(value);
      }

      /** Returns the API's spelling. */
      @Override
      @JsonValue
      public String toString() {
        return value;
      }
    }
  }

  /**
   * The command that a machine runs.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Init(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an init")
            .textLists("exec", "entrypoint", "cmd", "kernel_args")
            .flags("tty")
            .numbers("swap_size_mb")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Init {
      SHAPE.check(json);
    }

    /** Returns the words that replace the image's entrypoint and command. */
    public List<String> exec() {
      return json.texts("exec");
    }

    /** Returns the words that replace the image's entrypoint. */
    public List<String> entrypoint() {
      return json.texts("entrypoint");
    }

    /** Returns the words that replace the image's command. */
    public List<String> cmd() {
      return json.texts("cmd");
    }

    /** Returns whether the process gets a terminal. */
    public boolean tty() {
      return json.flag("tty", false);
    }

    /** Returns the swap space in megabytes. */
    public OptionalInt swapSizeMb() {
      return Fields.integer(json, "swap_size_mb");
    }
  }

  /**
   * A volume at a path of a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Mount(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a mount")
            .texts("volume", "path", "name")
            .numbers("size_gb", "extend_threshold_percent", "add_size_gb", "size_gb_limit")
            .flags("encrypted")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Mount {
      SHAPE.check(json);
    }

    /** Returns the volume's id. */
    public String volume() {
      return json.text("volume", "");
    }

    /** Returns the path in the machine. */
    public String path() {
      return json.text("path", "");
    }

    /** Returns the volume's name. */
    public Optional<String> name() {
      return Optional.ofNullable(json.text("name"));
    }

    /** Returns the size in gigabytes. */
    public OptionalInt sizeGb() {
      return Fields.integer(json, "size_gb");
    }

    /** Returns the percentage of use from which the volume grows automatically. */
    public OptionalInt extendThresholdPercent() {
      return Fields.integer(json, "extend_threshold_percent");
    }
  }

  /**
   * One of several processes of a machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record ProcessConfig(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a process")
            .textLists("exec", "entrypoint", "cmd")
            .texts("user")
            .textMaps("env")
            .flags("ignore_app_secrets")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public ProcessConfig {
      SHAPE.check(json);
    }

    /** Returns the words that replace the image's command. */
    public List<String> cmd() {
      return json.texts("cmd");
    }

    /** Returns the words that replace the image's entrypoint. */
    public List<String> entrypoint() {
      return json.texts("entrypoint");
    }

    /** Returns the environment variables. */
    public Map<String, String> env() {
      return json.textMap("env");
    }

    /** Returns the user that the process runs as. */
    public Optional<String> user() {
      return Optional.ofNullable(json.text("user"));
    }
  }

  /**
   * Files that the Fly Proxy serves without asking the machine.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Static(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a static")
            .texts("guest_path", "url_prefix", "tigris_bucket", "index_document")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Static {
      SHAPE.check(json);
    }

    /** Returns the directory in the machine, or in the bucket. */
    public String guestPath() {
      return json.text("guest_path", "");
    }

    /** Returns what the URLs begin with. */
    public String urlPrefix() {
      return json.text("url_prefix", "");
    }

    /** Returns the bucket that the files are in, in place of the machine. */
    public Optional<String> tigrisBucket() {
      return Optional.ofNullable(json.text("tigris_bucket"));
    }

    /** Returns the file that is served for a directory. */
    public Optional<String> indexDocument() {
      return Optional.ofNullable(json.text("index_document"));
    }
  }

  /**
   * What happens when the main process of a machine ends. Open-ended: a value that a newer server
   * adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record RestartPolicy(String value) {

    /** The machine stops. */
    public static final RestartPolicy NO = new RestartPolicy("no");

    /** The process is started again, whatever its exit code. */
    public static final RestartPolicy ALWAYS = new RestartPolicy("always");

    /**
     * The process is started again after an exit code other than 0; what an absent policy means.
     */
    public static final RestartPolicy ON_FAILURE = new RestartPolicy("on-failure");

    /** The machine runs while its price bid holds. */
    public static final RestartPolicy SPOT_PRICE = new RestartPolicy("spot-price");

    /** Rejects null. */
    public RestartPolicy {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static RestartPolicy of(String value) {
      return new RestartPolicy(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }

  /**
   * How often a machine is started on a schedule. Open-ended: a value that a newer server adds is
   * kept unchanged.
   *
   * @param value the API's spelling
   */
  public record Schedule(String value) {

    /** Every hour. */
    public static final Schedule HOURLY = new Schedule("hourly");

    /** Every day. */
    public static final Schedule DAILY = new Schedule("daily");

    /** Every week. */
    public static final Schedule WEEKLY = new Schedule("weekly");

    /** Every month. */
    public static final Schedule MONTHLY = new Schedule("monthly");

    /** Rejects null. */
    public Schedule {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static Schedule of(String value) {
      return new Schedule(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }
}

package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
          .object("init", MachineInit::new)
          .object("guest", MachineGuest::new)
          .object("restart", Restart::new)
          .object("stop_config", Stop::new)
          .object("dns", MachineDns::new)
          .objects("mounts", MachineMount::new)
          .objects("services", MachineService::new)
          .objects("files", MachineFile::new)
          .objects("processes", MachineProcess::new)
          .objects("containers", MachineContainer::new)
          .objectMap("checks", MachineCheck::new)
          .object("metrics", Metrics::new)
          .objects("statics", MachineStatic::new)
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
  public MachineInit init() {
    JsonObject init = json.object("init");
    return new MachineInit(init == null ? JsonObject.empty() : init);
  }

  /** Returns CPUs and memory; empty means the smallest preset. */
  public Optional<MachineGuest> guest() {
    return Optional.ofNullable(json.object("guest")).map(MachineGuest::new);
  }

  /** Returns the metadata, by which machines can be listed. */
  public Map<String, String> metadata() {
    return json.textMap("metadata");
  }

  /** Returns the mounted volumes. */
  public List<MachineMount> mounts() {
    return json.objects("mounts").stream().map(MachineMount::new).toList();
  }

  /** Returns what the Fly Proxy forwards to the machine. */
  public List<MachineService> services() {
    return json.objects("services").stream().map(MachineService::new).toList();
  }

  /** Returns the files that are written before the machine starts. */
  public List<MachineFile> files() {
    return json.objects("files").stream().map(MachineFile::new).toList();
  }

  /** Returns the health checks of the machine as a whole, by name. */
  public Map<String, MachineCheck> checks() {
    JsonObject checks = json.object("checks");
    if (checks == null) {
      return Map.of();
    }
    Map<String, MachineCheck> result = new LinkedHashMap<>();
    for (String name : checks.asMap().keySet()) {
      JsonObject check = checks.object(name);
      if (check != null) {
        result.put(name, new MachineCheck(check));
      }
    }
    return Collections.unmodifiableMap(result);
  }

  /** Returns the processes, if the machine runs several in one image. */
  public List<MachineProcess> processes() {
    return json.objects("processes").stream().map(MachineProcess::new).toList();
  }

  /** Returns the containers, if the machine runs those. */
  public List<MachineContainer> containers() {
    return json.objects("containers").stream().map(MachineContainer::new).toList();
  }

  /** Returns what happens when the main process ends; empty means on-failure. */
  public Optional<Restart> restart() {
    return Optional.ofNullable(json.object("restart")).map(Restart::new);
  }

  /** Returns how the machine is stopped. */
  public Optional<Stop> stop() {
    return Optional.ofNullable(json.object("stop_config")).map(Stop::new);
  }

  /** Returns the DNS settings. */
  public Optional<MachineDns> dns() {
    return Optional.ofNullable(json.object("dns")).map(MachineDns::new);
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
    return Optional.ofNullable(json.object("metrics")).map(Metrics::new);
  }

  /** Returns the files that the Fly Proxy serves itself. */
  public List<MachineStatic> statics() {
    return json.objects("statics").stream().map(MachineStatic::new).toList();
  }

  /** Returns the settings of the root file system. */
  public Optional<Rootfs> rootfs() {
    return Optional.ofNullable(json.object("rootfs")).map(Rootfs::new);
  }

  /** Returns the volumes that containers mount. */
  public List<MachineContainer.Volume> containerVolumes() {
    return json.objects("volumes").stream().map(MachineContainer.Volume::new).toList();
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
      return json.get("max_retries") == null
          ? OptionalInt.empty()
          : OptionalInt.of(json.integer("max_retries", 0));
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
      return json.get("size_gb") == null
          ? OptionalInt.empty()
          : OptionalInt.of(json.integer("size_gb", 0));
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
}

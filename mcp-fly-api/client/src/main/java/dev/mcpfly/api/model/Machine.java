package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A machine: a virtual machine that Fly starts and stops in well under a second.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Machine(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a machine")
          .required("id")
          .texts("name", "state", "region", "instance_id", "private_ip", "nonce", "host_status")
          .flags("cordoned")
          .times("created_at", "updated_at")
          .object("config", MachineConfig::new)
          .object("incomplete_config", MachineConfig::new)
          .object("image_ref", Image::new)
          .objects("events", Event::new)
          .object("lease", Lease::new)
          .objects("containers", MachineContainer.Status::new)
          .texts("version")
          .objects("checks", MachineConfig.Check.Status::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Machine {
    SHAPE.check(json);
  }

  /** Returns the id, such as {@code 1857156b526dd8}. */
  public String id() {
    return json.text("id", "");
  }

  /** Returns the name, unique in its app. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the state. */
  public MachineState state() {
    return MachineState.of(json.text("state", ""));
  }

  /** Returns the region. */
  public String region() {
    return json.text("region", "");
  }

  /** Returns the current version, for {@code current_version} and waits. */
  public Optional<String> version() {
    String version = json.text("version");
    return Optional.ofNullable(version == null ? json.text("instance_id") : version);
  }

  /** Returns the older name of {@link #version}. */
  public Optional<String> instanceId() {
    return Fields.text(json, "instance_id");
  }

  /** Returns the address in the private network; it may change. */
  public Optional<String> privateIp() {
    return Fields.text(json, "private_ip");
  }

  /** Returns the configuration; summaries and machines of unreachable hosts have none. */
  public Optional<MachineConfig> config() {
    return Fields.object(json, "config", MachineConfig::new);
  }

  /**
   * Returns what is known of the configuration while the host is unreachable; it cannot be used for
   * an update.
   */
  public Optional<MachineConfig> incompleteConfig() {
    return Fields.object(json, "incomplete_config", MachineConfig::new);
  }

  /** Returns the image that runs. */
  public Optional<Image> imageRef() {
    return Fields.object(json, "image_ref", Image::new);
  }

  /** Returns when it was created. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns when it last changed. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }

  /** Returns the machine's latest events, newest first. */
  public List<Event> events() {
    return Fields.objects(json, "events", Event::new);
  }

  /** Returns the latest results of the health checks. */
  public List<MachineConfig.Check.Status> checks() {
    return json.objects("checks").stream()
        .map(MachineConfig.Check.Status::new)
        // Fly adds its own checks, which say nothing about the machine.
        .filter(check -> !check.name().startsWith("bg_deployments_compat"))
        .toList();
  }

  /** Returns the nonce of the lease that was taken together with a create or update. */
  public Optional<String> nonce() {
    return Fields.text(json, "nonce");
  }

  /** Returns the lease, if leases were asked for. */
  public Optional<Lease> lease() {
    return Fields.object(json, "lease", Lease::new);
  }

  /** Returns whether the host can be reached. */
  public Optional<HostStatus> hostStatus() {
    return Optional.ofNullable(json.text("host_status")).map(HostStatus::of);
  }

  /** Returns whether the machine is cordoned: the proxy sends it no requests. */
  public boolean cordoned() {
    return json.flag("cordoned", false);
  }

  /** Returns the states of the containers. */
  public List<MachineContainer.Status> containers() {
    return Fields.objects(json, "containers", MachineContainer.Status::new);
  }

  /** Returns how the main process last ended, if the events report it. */
  public Optional<Event.Exit> lastExit() {
    return events().stream().flatMap(event -> event.exit().stream()).findFirst();
  }

  /** Returns whether the main process keeps failing and being started again. */
  public boolean isCrashLooping() {
    return events().stream()
        .anyMatch(
            event ->
                event.restartCount() > 1
                    && event
                        .exit()
                        .filter(
                            exit ->
                                exit.restarting() && exit.exitCode() != 0 && !exit.requestedStop())
                        .isPresent());
  }

  /** Returns whether there are health checks and all of them pass. */
  public boolean isHealthy() {
    return !checks().isEmpty() && checks().stream().allMatch(MachineConfig.Check.Status::isPassing);
  }

  /**
   * The image that a machine runs.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Image(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an image")
            .texts("registry", "repository", "tag", "digest")
            .textMaps("labels")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Image {
      SHAPE.check(json);
    }

    /** Returns the registry. */
    public String registry() {
      return json.text("registry", "");
    }

    /** Returns the repository. */
    public String repository() {
      return json.text("repository", "");
    }

    /** Returns the tag. */
    public Optional<String> tag() {
      return Fields.text(json, "tag");
    }

    /** Returns the digest. */
    public Optional<String> digest() {
      return Fields.text(json, "digest");
    }

    /** Returns the labels. */
    public Map<String, String> labels() {
      return json.textMap("labels");
    }
  }

  /**
   * An earlier or the current version of a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Version(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a version").texts("version").object("user_config", MachineConfig::new).build();

    /** Rejects an object whose known fields have the wrong types. */
    public Version {
      SHAPE.check(json);
    }

    /** Returns the version. */
    public String version() {
      return json.text("version", "");
    }

    /** Returns the configuration as it was given. */
    public Optional<MachineConfig> config() {
      return Fields.object(json, "user_config", MachineConfig::new);
    }
  }

  /**
   * The memory of a running machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Memory(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a memory state").numbers("limit_mb", "available_mb").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Memory {
      SHAPE.check(json);
    }

    /** Returns the limit in megabytes. */
    public int limitMb() {
      return json.integer("limit_mb", 0);
    }

    /** Returns what is available in megabytes. */
    public int availableMb() {
      return json.integer("available_mb", 0);
    }
  }

  /**
   * An event of a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Event(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an event")
            .texts("type", "status", "id", "source")
            .times("timestamp")
            .field(Event::exitOf)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Event {
      SHAPE.check(json);
    }

    /**
     * Returns the kind: {@code launch}, {@code start}, {@code exit}, {@code stop}, {@code destroy}
     * and others.
     */
    public String type() {
      return json.text("type", "");
    }

    /** Returns the state that it led to. */
    public String status() {
      return json.text("status", "");
    }

    /** Returns the id, where waits can start from. */
    public Optional<String> id() {
      return Fields.text(json, "id");
    }

    /** Returns what caused it: {@code flyd} or {@code user}. */
    public Optional<String> source() {
      return Fields.text(json, "source");
    }

    /** Returns when it happened. */
    public Optional<Instant> timestamp() {
      return Optional.ofNullable(json.instant("timestamp"));
    }

    /** Returns how the main process ended, for events that report it. */
    public Optional<Exit> exit() {
      return exitOf(json);
    }

    /** Returns how often the machine was restarted before. */
    public int restartCount() {
      JsonObject request = json.object("request");
      return request == null ? 0 : request.integer("restart_count", 0);
    }

    private static Optional<Exit> exitOf(JsonObject json) {
      JsonObject request = json.object("request");
      if (request == null) {
        return Optional.empty();
      }
      JsonObject monitor = request.object("MonitorEvent");
      JsonObject exit = request.object("exit_event");
      if (exit == null && monitor != null) {
        exit = monitor.object("exit_event");
      }
      return Optional.ofNullable(exit).map(Exit::new);
    }

    /**
     * How the main process of a machine ended.
     *
     * @param json the object as the server sent it, unknown fields included
     */
    public record Exit(JsonObject json) implements JsonModel {
      private static final Shape SHAPE =
          Shape.of("an exit event")
              .numbers("exit_code", "guest_exit_code", "guest_signal", "signal")
              .flags("oom_killed", "requested_stop", "restarting")
              .times("exited_at")
              .build();

      /** Rejects an object whose known fields have the wrong types. */
      public Exit {
        SHAPE.check(json);
      }

      /** Returns the exit code. */
      public int exitCode() {
        return json.integer("exit_code", 0);
      }

      /** Returns the exit code as the guest saw it. */
      public int guestExitCode() {
        return json.integer("guest_exit_code", 0);
      }

      /** Returns the signal as the guest saw it, or 0. */
      public int guestSignal() {
        return json.integer("guest_signal", 0);
      }

      /** Returns the signal that ended the process; 0 or -1 if there was none. */
      public int signal() {
        return json.integer("signal", 0);
      }

      /** Returns whether the process was killed for lack of memory. */
      public boolean oomKilled() {
        return json.flag("oom_killed", false);
      }

      /** Returns whether the stop was requested. */
      public boolean requestedStop() {
        return json.flag("requested_stop", false);
      }

      /** Returns whether the process is started again. */
      public boolean restarting() {
        return json.flag("restarting", false);
      }

      /** Returns when it ended. */
      public Optional<Instant> exitedAt() {
        return Optional.ofNullable(json.instant("exited_at"));
      }
    }
  }

  /**
   * A lease, as the server reports it.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Lease(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a lease")
            .texts("nonce", "version", "owner", "description")
            .times("expires_at")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Lease {
      SHAPE.check(json);
    }

    /** Returns who holds it. */
    public Optional<String> owner() {
      return Fields.text(json, "owner");
    }

    /** Returns what it is for. */
    public Optional<String> description() {
      return Fields.text(json, "description");
    }

    /** Returns when it expires. */
    public Optional<Instant> expiresAt() {
      return Optional.ofNullable(json.instant("expires_at"));
    }

    /** Returns the nonce, if the server sends it; the lease is refreshed and released with it. */
    public Optional<String> nonce() {
      return Fields.text(json, "nonce");
    }
  }

  /**
   * The result of starting a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record StartResult(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a start")
            .texts("previous_state", "new_host", "message")
            .flags("migrated")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public StartResult {
      SHAPE.check(json);
    }

    /** Returns the state before. */
    public Optional<MachineState> previousState() {
      return Optional.ofNullable(json.text("previous_state")).map(MachineState::of);
    }

    /** Returns whether the machine was moved to another host. */
    public boolean migrated() {
      return json.flag("migrated", false);
    }

    /** Returns the host that the machine was moved to. */
    public Optional<String> newHost() {
      return Fields.text(json, "new_host");
    }
  }

  /**
   * The result of a command in a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record ExecResult(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an exec result")
            .texts("stdout", "stderr")
            .numbers("exit_code", "exit_signal")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public ExecResult {
      SHAPE.check(json);
    }

    /** Returns the exit code. */
    public int exitCode() {
      return json.integer("exit_code", 0);
    }

    /** Returns the signal that ended the command, or 0. */
    public int exitSignal() {
      return json.integer("exit_signal", 0);
    }

    /** Returns the command's standard output. */
    public String stdout() {
      return json.text("stdout", "");
    }

    /** Returns the command's standard error. */
    public String stderr() {
      return json.text("stderr", "");
    }
  }

  /**
   * A process in a machine. The counters are unsigned numbers of 64 bits, as the kernel has them.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record ProcessStat(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a process")
            .texts("command", "directory")
            .numbers("pid")
            .objects("listen_sockets", Socket::new)
            .field(json -> json.decimal("cpu", 0))
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public ProcessStat {
      SHAPE.check(json);
    }

    /** Returns the id of the process. */
    public long pid() {
      return json.number("pid", 0);
    }

    /** Returns the command. */
    public String command() {
      return json.text("command", "");
    }

    /** Returns the working directory. */
    public Optional<String> directory() {
      return Fields.text(json, "directory");
    }

    /** Returns the share of the CPU in percent. */
    public double cpu() {
      return json.decimal("cpu", 0);
    }

    /** Returns the resident memory in bytes. */
    public BigInteger rss() {
      return unsigned("rss");
    }

    /** Returns the run time in ticks. */
    public BigInteger runTime() {
      return unsigned("rtime");
    }

    /** Returns the time in the system in ticks. */
    public BigInteger systemTime() {
      return unsigned("stime");
    }

    /** Returns the sockets that it listens on. */
    public List<Socket> listenSockets() {
      return Fields.objects(json, "listen_sockets", Socket::new);
    }

    private BigInteger unsigned(String name) {
      Object value = json.get(name);
      return value instanceof BigInteger big ? big : BigInteger.valueOf(json.number(name, 0));
    }

    /**
     * A socket that a process listens on.
     *
     * @param json the object as the server sent it, unknown fields included
     */
    public record Socket(JsonObject json) implements JsonModel {
      private static final Shape SHAPE = Shape.of("a socket").texts("proto", "address").build();

      /** Rejects an object whose known fields have the wrong types. */
      public Socket {
        SHAPE.check(json);
      }

      /** Returns the protocol, {@code tcp} for example. */
      public String protocol() {
        return json.text("proto", "");
      }

      /** Returns the address and port. */
      public String address() {
        return json.text("address", "");
      }
    }
  }

  /**
   * Whether the host of a machine or volume can be reached. Open-ended: a value that a newer server
   * adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record HostStatus(String value) {

    /** The host can be reached. */
    public static final HostStatus OK = new HostStatus("ok");

    /** It is unknown whether the host can be reached. */
    public static final HostStatus UNKNOWN = new HostStatus("unknown");

    /** The host cannot be reached; the configuration may be incomplete. */
    public static final HostStatus UNREACHABLE = new HostStatus("unreachable");

    /** Rejects null. */
    public HostStatus {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static HostStatus of(String value) {
      return new HostStatus(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }
}

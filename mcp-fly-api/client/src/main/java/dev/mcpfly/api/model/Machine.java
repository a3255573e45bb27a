package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
          .objects("events", MachineEvent::new)
          .object("lease", LeaseInfo::new)
          .objects("containers", MachineContainer.Status::new)
          .texts("version")
          .objects("checks", MachineCheck.Status::new)
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
    return Optional.ofNullable(json.text("instance_id")).filter(text -> !text.isEmpty());
  }

  /** Returns the address in the private network; it may change. */
  public Optional<String> privateIp() {
    return Optional.ofNullable(json.text("private_ip")).filter(text -> !text.isEmpty());
  }

  /** Returns the configuration; summaries and machines of unreachable hosts have none. */
  public Optional<MachineConfig> config() {
    return Optional.ofNullable(json.object("config")).map(MachineConfig::new);
  }

  /**
   * Returns what is known of the configuration while the host is unreachable; it cannot be used for
   * an update.
   */
  public Optional<MachineConfig> incompleteConfig() {
    return Optional.ofNullable(json.object("incomplete_config")).map(MachineConfig::new);
  }

  /** Returns the image that runs. */
  public Optional<Image> imageRef() {
    return Optional.ofNullable(json.object("image_ref")).map(Image::new);
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
  public List<MachineEvent> events() {
    return json.objects("events").stream().map(MachineEvent::new).toList();
  }

  /** Returns the latest results of the health checks. */
  public List<MachineCheck.Status> checks() {
    return json.objects("checks").stream()
        .map(MachineCheck.Status::new)
        // Fly adds its own checks, which say nothing about the machine.
        .filter(check -> !check.name().startsWith("bg_deployments_compat"))
        .toList();
  }

  /** Returns the nonce of the lease that was taken together with a create or update. */
  public Optional<String> nonce() {
    return Optional.ofNullable(json.text("nonce")).filter(text -> !text.isEmpty());
  }

  /** Returns the lease, if leases were asked for. */
  public Optional<LeaseInfo> lease() {
    return Optional.ofNullable(json.object("lease")).map(LeaseInfo::new);
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
    return json.objects("containers").stream().map(MachineContainer.Status::new).toList();
  }

  /** Returns how the main process ended the last time, if the events tell. */
  public Optional<MachineEvent.Exit> lastExit() {
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
    return !checks().isEmpty() && checks().stream().allMatch(MachineCheck.Status::isPassing);
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
      return Optional.ofNullable(json.text("tag")).filter(text -> !text.isEmpty());
    }

    /** Returns the digest. */
    public Optional<String> digest() {
      return Optional.ofNullable(json.text("digest")).filter(text -> !text.isEmpty());
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
      return Optional.ofNullable(json.object("user_config")).map(MachineConfig::new);
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
}

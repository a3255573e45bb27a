package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A volume: a disk on one host, for one machine at a time.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Volume(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a volume")
          .required("id")
          .texts(
              "name",
              "state",
              "region",
              "zone",
              "attached_machine_id",
              "fstype",
              "host_status",
              "app_name")
          .numbers("size_gb", "snapshot_retention", "bytes_used", "bytes_total")
          .flags("encrypted", "auto_backup_enabled")
          .times("created_at", "updated_at")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Volume {
    SHAPE.check(json);
  }

  /** Returns the id, {@code vol_…}. */
  public String id() {
    return json.text("id", "");
  }

  /** Returns the name; several volumes may share one. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the state. */
  public State state() {
    return State.of(json.text("state", ""));
  }

  /** Returns the size in gigabytes. */
  public int sizeGb() {
    return json.integer("size_gb", 0);
  }

  /** Returns the region. */
  public String region() {
    return json.text("region", "");
  }

  /** Returns the zone in the region. */
  public Optional<String> zone() {
    return Fields.text(json, "zone");
  }

  /** Returns whether the volume is encrypted. */
  public boolean encrypted() {
    return json.flag("encrypted", false);
  }

  /** Returns the machine that uses the volume. */
  public Optional<String> attachedMachineId() {
    return Fields.text(json, "attached_machine_id");
  }

  /** Returns when the volume was created. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns the file system, {@code ext4} for example. */
  public Optional<String> fstype() {
    return Fields.text(json, "fstype");
  }

  /** Returns for how many days snapshots are kept. */
  public OptionalInt snapshotRetention() {
    return Fields.integer(json, "snapshot_retention");
  }

  /** Returns whether snapshots are taken every day. */
  public boolean autoBackupEnabled() {
    return json.flag("auto_backup_enabled", false);
  }

  /** Returns whether the host can be reached. */
  public Optional<Machine.HostStatus> hostStatus() {
    return Optional.ofNullable(json.text("host_status")).map(Machine.HostStatus::of);
  }

  /** Returns the bytes in use. */
  public OptionalLong bytesUsed() {
    Long value = json.number("bytes_used");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns the capacity in bytes. */
  public OptionalLong bytesTotal() {
    Long value = json.number("bytes_total");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns the app; only lists of an organization say it. */
  public Optional<String> appName() {
    return Fields.text(json, "app_name");
  }

  /** Returns when the volume last changed; only lists of an organization say it. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }

  /**
   * The result of extending a volume.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Extension(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an extension").flags("needs_restart").object("volume", Volume::new).build();

    /** Rejects an object whose known fields have the wrong types. */
    public Extension {
      SHAPE.check(json);
    }

    /** Returns the volume. */
    public Optional<Volume> volume() {
      return Fields.object(json, "volume", Volume::new);
    }

    /** Returns whether the machine must be restarted to see the new size. */
    public boolean needsRestart() {
      return json.flag("needs_restart", false);
    }
  }

  /**
   * The state of a volume. Open-ended: a value that a newer server adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record State(String value) {

    /** Ready for use. */
    public static final State CREATED = new State("created");

    /** About to be destroyed. */
    public static final State SCHEDULING_DESTROY = new State("scheduling_destroy");

    /** Being destroyed. */
    public static final State FORK_CLEANUP = new State("fork_cleanup");

    /** To be destroyed once no machine uses it. */
    public static final State WAITING_FOR_DETACH = new State("waiting_for_detach");

    /** About to be destroyed. */
    public static final State PENDING_DESTROY = new State("pending_destroy");

    /** Being destroyed. */
    public static final State DESTROYING = new State("destroying");

    /** Gone. */
    public static final State DESTROYED = new State("destroyed");

    /** Rejects null. */
    public State {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static State of(String value) {
      return new State(value);
    }

    /**
     * Returns whether the volume is being destroyed or is destroyed; lists still show such volumes.
     */
    public boolean isBeingDestroyed() {
      return value.contains("destroy") || equals(FORK_CLEANUP) || equals(WAITING_FOR_DETACH);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }

  /**
   * A snapshot of a volume.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Snapshot(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a snapshot")
            .required("id")
            .texts("digest", "status")
            .numbers("size", "volume_size", "retention_days")
            .times("created_at")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Snapshot {
      SHAPE.check(json);
    }

    /** Returns the id. */
    public String id() {
      return json.text("id", "");
    }

    /** Returns the bytes that the snapshot takes. */
    public long size() {
      return json.number("size", 0);
    }

    /** Returns the bytes of the volume. */
    public long volumeSize() {
      return json.number("volume_size", 0);
    }

    /** Returns the digest. */
    public Optional<String> digest() {
      return Fields.text(json, "digest");
    }

    /** Returns the status. */
    public Optional<String> status() {
      return Fields.text(json, "status");
    }

    /** Returns for how many days the snapshot is kept. */
    public OptionalInt retentionDays() {
      return Fields.integer(json, "retention_days");
    }

    /** Returns when it was taken. */
    public Optional<Instant> createdAt() {
      return Optional.ofNullable(json.instant("created_at"));
    }
  }
}

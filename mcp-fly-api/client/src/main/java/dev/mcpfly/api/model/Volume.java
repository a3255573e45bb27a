package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A volume: a disk on one host, for one machine at a time.
 *
 * @param json all that the server sent, unknown fields included
 */
public record Volume(JsonObject json) {
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

  /** Refuses an object whose known fields have other types. */
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
  public VolumeState state() {
    return VolumeState.of(json.text("state", ""));
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
    return Optional.ofNullable(json.text("zone")).filter(text -> !text.isEmpty());
  }

  /** Says whether the volume is encrypted. */
  public boolean encrypted() {
    return json.flag("encrypted", false);
  }

  /** Returns the machine that uses the volume. */
  public Optional<String> attachedMachineId() {
    return Optional.ofNullable(json.text("attached_machine_id")).filter(text -> !text.isEmpty());
  }

  /** Returns when the volume was created. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns the file system, {@code ext4} for example. */
  public Optional<String> fstype() {
    return Optional.ofNullable(json.text("fstype")).filter(text -> !text.isEmpty());
  }

  /** Returns for how many days snapshots are kept. */
  public OptionalInt snapshotRetention() {
    return json.get("snapshot_retention") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("snapshot_retention", 0));
  }

  /** Says whether snapshots are taken every day. */
  public boolean autoBackupEnabled() {
    return json.flag("auto_backup_enabled", false);
  }

  /** Says whether the host can be reached. */
  public Optional<HostStatus> hostStatus() {
    return Optional.ofNullable(json.text("host_status")).map(HostStatus::of);
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
    return Optional.ofNullable(json.text("app_name")).filter(text -> !text.isEmpty());
  }

  /** Returns when the volume last changed; only lists of an organization say it. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }
}

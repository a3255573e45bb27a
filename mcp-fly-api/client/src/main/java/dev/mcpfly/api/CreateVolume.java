package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.util.function.Consumer;

/** A volume to be created. */
public final class CreateVolume extends JsonFields<CreateVolume> {
  CreateVolume() {
    super(JsonObject.empty());
  }

  /** Sets the name: letters, digits and underscores; required. Several may share one. */
  public CreateVolume name(String name) {
    return put("name", Rules.volumeName(name));
  }

  /** Sets the region. */
  public CreateVolume region(String region) {
    return put("region", Rules.notBlank("region", region));
  }

  /** Sets the size in gigabytes. Default: 3. */
  public CreateVolume sizeGb(int gigabytes) {
    return put("size_gb", Rules.atLeast("size_gb", gigabytes, 1));
  }

  /** Sets whether the volume is encrypted. Default: true. */
  public CreateVolume encrypted(boolean encrypted) {
    return put("encrypted", encrypted);
  }

  /** Sets the file system: {@code ext4} or {@code raw}. */
  public CreateVolume fstype(String fstype) {
    return put("fstype", Rules.notBlank("fstype", fstype));
  }

  /** Sets whether volumes of this name must be on different hosts. Default: true. */
  public CreateVolume requireUniqueZone(boolean require) {
    return put("require_unique_zone", require);
  }

  /** Sets whether all volumes of the app must be on different hosts. */
  public CreateVolume uniqueZoneAppWide(boolean require) {
    return put("unique_zone_app_wide", require);
  }

  /** Sets for how many days snapshots are kept, 1 to 60. Default: 5. */
  public CreateVolume snapshotRetention(int days) {
    return put("snapshot_retention", Rules.between("snapshot_retention", days, 1, 60));
  }

  /** Sets whether a snapshot is taken every day. Default: true. */
  public CreateVolume autoBackup(boolean enabled) {
    return put("auto_backup_enabled", enabled);
  }

  /** Fills the volume from a snapshot. */
  public CreateVolume fromSnapshot(String snapshotId) {
    return put("snapshot_id", Rules.notBlank("snapshot_id", snapshotId));
  }

  /** Makes the volume a copy of another one. */
  public CreateVolume forkOf(String volumeId) {
    return put("source_volume_id", Rules.notBlank("source_volume_id", volumeId));
  }

  /**
   * Sets the size of the machine that will use the volume, so the volume is placed on a host with
   * room for it.
   */
  public CreateVolume compute(MachineSize size) {
    return compute(guest -> guest.size(size));
  }

  /**
   * Sets the size of the machine that will use the volume, so the volume is placed on a host with
   * room for it.
   */
  public CreateVolume compute(Consumer<MachineGuestBuilder> guest) {
    MachineGuestBuilder builder = new MachineGuestBuilder(JsonObject.empty());
    guest.accept(builder);
    return put("compute", builder.build().json());
  }

  /** Sets the image that the machine will run. */
  public CreateVolume computeImage(String image) {
    return put("compute_image", Rules.notBlank("compute_image", image));
  }

  /** Sets whether the volume is only for machines that are made by this API, as the docs put it. */
  public CreateVolume machinesOnly(boolean only) {
    return put("machines_only", only);
  }

  JsonObject build() {
    Rules.notBlank("name", json().text("name"));
    return json();
  }
}

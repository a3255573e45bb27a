package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;

/** Builds a mount. */
public final class MachineMountBuilder extends JsonFields<MachineMountBuilder> {
  MachineMountBuilder(JsonObject start) {
    super(start);
  }

  /** Sets the volume's name. */
  public MachineMountBuilder name(String name) {
    return put("name", Rules.volumeName(name));
  }

  /**
   * Lets the volume grow automatically.
   *
   * @param thresholdPercent how full it gets before it grows, 1 to 99
   * @param addGb the gigabytes that it grows by
   * @param limitGb the gigabytes at which it stops growing
   */
  public MachineMountBuilder autoExtend(int thresholdPercent, int addGb, int limitGb) {
    put(
        "extend_threshold_percent",
        Rules.between("mounts.extend_threshold_percent", thresholdPercent, 1, 99));
    put("add_size_gb", Rules.atLeast("mounts.add_size_gb", addGb, 1));
    return put("size_gb_limit", Rules.atLeast("mounts.size_gb_limit", limitGb, 1));
  }

  /** Sets the size of the volume that is created for the mount, in gigabytes. */
  public MachineMountBuilder sizeGb(int gigabytes) {
    return put("size_gb", Rules.atLeast("mounts.size_gb", gigabytes, 1));
  }

  /** Sets whether the volume that is created for the mount is encrypted. */
  public MachineMountBuilder encrypted(boolean encrypted) {
    return put("encrypted", encrypted);
  }

  MachineConfig.Mount build() {
    return new MachineConfig.Mount(json());
  }
}

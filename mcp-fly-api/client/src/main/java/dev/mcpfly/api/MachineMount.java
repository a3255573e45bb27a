package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A volume at a path of a machine.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineMount(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a mount")
          .texts("volume", "path", "name")
          .numbers("size_gb", "extend_threshold_percent", "add_size_gb", "size_gb_limit")
          .flags("encrypted")
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineMount {
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
    return json.get("size_gb") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("size_gb", 0));
  }

  /** Returns the percentage of use from which the volume grows by itself. */
  public OptionalInt extendThresholdPercent() {
    return json.get("extend_threshold_percent") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("extend_threshold_percent", 0));
  }

  /** Puts a mount together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Sets the volume's name. */
    public Builder name(String name) {
      return put("name", Rules.volumeName(name));
    }

    /**
     * Lets the volume grow by itself.
     *
     * @param thresholdPercent how full it gets before it grows, 1 to 99
     * @param addGb the gigabytes that it grows by
     * @param limitGb the gigabytes at which it stops growing
     */
    public Builder autoExtend(int thresholdPercent, int addGb, int limitGb) {
      put(
          "extend_threshold_percent",
          Rules.between("mounts.extend_threshold_percent", thresholdPercent, 1, 99));
      put("add_size_gb", Rules.atLeast("mounts.add_size_gb", addGb, 1));
      return put("size_gb_limit", Rules.atLeast("mounts.size_gb_limit", limitGb, 1));
    }

    /** Says how large the volume is that is made for the mount, in gigabytes. */
    public Builder sizeGb(int gigabytes) {
      return put("size_gb", Rules.atLeast("mounts.size_gb", gigabytes, 1));
    }

    /** Says whether the volume that is made for the mount is encrypted. */
    public Builder encrypted(boolean encrypted) {
      return put("encrypted", encrypted);
    }

    MachineMount build() {
      return new MachineMount(json());
    }
  }
}

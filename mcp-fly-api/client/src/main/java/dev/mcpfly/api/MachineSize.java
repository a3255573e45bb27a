package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A preset of CPUs and memory, as {@code fly platform vm-sizes} lists them.
 *
 * @param name the preset's name, {@code shared-cpu-1x} for example
 * @param cpuKind the kind of CPU
 * @param cpus the number of CPUs
 * @param memoryMb the memory in megabytes that the preset comes with
 */
public record MachineSize(
    String name, MachineConfig.Guest.CpuKind cpuKind, int cpus, int memoryMb) {
  /** One shared CPU, 256 MB: the smallest, and what an absent size means. */
  public static final MachineSize SHARED_CPU_1X = shared(1);

  /** Two shared CPUs, 512 MB. */
  public static final MachineSize SHARED_CPU_2X = shared(2);

  /** Four shared CPUs, 1024 MB. */
  public static final MachineSize SHARED_CPU_4X = shared(4);

  /** Six shared CPUs, 1536 MB. */
  public static final MachineSize SHARED_CPU_6X = shared(6);

  /** Eight shared CPUs, 2048 MB. */
  public static final MachineSize SHARED_CPU_8X = shared(8);

  /** One whole CPU, 2048 MB. */
  public static final MachineSize PERFORMANCE_1X = performance(1);

  /** Two whole CPUs, 4096 MB. */
  public static final MachineSize PERFORMANCE_2X = performance(2);

  /** Four whole CPUs, 8192 MB. */
  public static final MachineSize PERFORMANCE_4X = performance(4);

  /** Six whole CPUs, 12288 MB. */
  public static final MachineSize PERFORMANCE_6X = performance(6);

  /** Eight whole CPUs, 16384 MB. */
  public static final MachineSize PERFORMANCE_8X = performance(8);

  /** Ten whole CPUs, 20480 MB. */
  public static final MachineSize PERFORMANCE_10X = performance(10);

  /** Twelve whole CPUs, 24576 MB. */
  public static final MachineSize PERFORMANCE_12X = performance(12);

  /** Fourteen whole CPUs, 28672 MB. */
  public static final MachineSize PERFORMANCE_14X = performance(14);

  /** Sixteen whole CPUs, 32768 MB. */
  public static final MachineSize PERFORMANCE_16X = performance(16);

  private static final List<MachineSize> ALL =
      List.of(
          SHARED_CPU_1X,
          SHARED_CPU_2X,
          SHARED_CPU_4X,
          SHARED_CPU_6X,
          SHARED_CPU_8X,
          PERFORMANCE_1X,
          PERFORMANCE_2X,
          PERFORMANCE_4X,
          PERFORMANCE_6X,
          PERFORMANCE_8X,
          PERFORMANCE_10X,
          PERFORMANCE_12X,
          PERFORMANCE_14X,
          PERFORMANCE_16X);

  /** Rejects nulls and a size without a CPU. */
  public MachineSize {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(cpuKind, "cpuKind");
    Rules.atLeast("guest.cpus", cpus, 1);
    Rules.atLeast("guest.memory_mb", memoryMb, 1);
  }

  /** Returns all presets, smallest first. */
  public static List<MachineSize> all() {
    return ALL;
  }

  /**
   * Returns the preset of a name, such as {@code shared-cpu-2x}.
   *
   * @throws InvalidRequestException naming the presets, if it does not exist
   */
  public static MachineSize of(String name) {
    return byName(name)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "size",
                    "'" + name + "'",
                    "must be one of "
                        + ALL.stream().map(MachineSize::name).collect(Collectors.joining(", "))));
  }

  /** Returns the preset of a name. */
  public static Optional<MachineSize> byName(String name) {
    return ALL.stream().filter(size -> size.name.equals(name)).findFirst();
  }

  private static MachineSize shared(int cpus) {
    return new MachineSize(
        "shared-cpu-" + cpus + "x", MachineConfig.Guest.CpuKind.SHARED, cpus, 256 * cpus);
  }

  private static MachineSize performance(int cpus) {
    return new MachineSize(
        "performance-" + cpus + "x", MachineConfig.Guest.CpuKind.PERFORMANCE, cpus, 2048 * cpus);
  }
}

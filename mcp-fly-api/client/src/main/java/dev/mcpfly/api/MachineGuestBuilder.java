package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import java.util.List;

/** Builds a guest: CPUs and memory. */
public final class MachineGuestBuilder extends JsonFields<MachineGuestBuilder> {
  MachineGuestBuilder(JsonObject start) {
    super(start);
  }

  /** Sets the values of a preset. */
  public MachineGuestBuilder size(MachineSize size) {
    return cpuKind(size.cpuKind()).cpus(size.cpus()).memoryMb(size.memoryMb());
  }

  /** Sets the kind of CPU. */
  public MachineGuestBuilder cpuKind(MachineConfig.Guest.CpuKind kind) {
    return put("cpu_kind", kind.value());
  }

  /** Sets the number of CPUs. */
  public MachineGuestBuilder cpus(int cpus) {
    return put("cpus", Rules.atLeast("guest.cpus", cpus, 1));
  }

  /**
   * Sets the memory in megabytes: a multiple of 256, for each shared CPU 256 to 2048 and for each
   * performance CPU 2048 to 8192.
   */
  public MachineGuestBuilder memoryMb(int megabytes) {
    return put("memory_mb", Rules.atLeast("guest.memory_mb", megabytes, 1));
  }

  /** Lets the memory grow up to a limit in megabytes while the machine runs. */
  public MachineGuestBuilder maxMemoryMb(int megabytes) {
    return put("max_memory_mb", Rules.atLeast("guest.max_memory_mb", megabytes, 1));
  }

  /** Adds arguments for the kernel. */
  public MachineGuestBuilder kernelArgs(String... args) {
    return put("kernel_args", List.of(args));
  }

  /** Puts the machine on hosts that are reserved for the organization. */
  public MachineGuestBuilder hostDedication(String id) {
    return put("host_dedication_id", Rules.notBlank("guest.host_dedication_id", id));
  }

  MachineConfig.Guest build() {
    MachineConfig.Guest guest = new MachineConfig.Guest(json());
    int least;
    int most;
    if (guest.cpuKind().equals(MachineConfig.Guest.CpuKind.SHARED)) {
      least = 256;
      most = 2048;
    } else if (guest.cpuKind().equals(MachineConfig.Guest.CpuKind.PERFORMANCE)) {
      least = 2048;
      most = 8192;
    } else {
      return guest;
    }
    int memory = guest.memoryMb();
    if (memory % 256 != 0) {
      throw new InvalidRequestException("guest.memory_mb", memory, "it must be a multiple of 256");
    }
    if (memory < least * guest.cpus() || memory > most * guest.cpus()) {
      throw new InvalidRequestException(
          "guest.memory_mb",
          memory,
          guest.cpus()
              + " "
              + guest.cpuKind()
              + " CPU(s) take "
              + least * guest.cpus()
              + " to "
              + most * guest.cpus()
              + " MB");
    }
    return guest;
  }
}

package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * CPUs and memory of a machine.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineGuest(JsonObject json) {
  private static final List<String> PERSIST_ROOTFS = List.of("none", "never", "always", "restart");

  private static final Shape SHAPE =
      Shape.of("a guest")
          .texts("cpu_kind", "gpu_kind", "host_dedication_id")
          .numbers("cpus", "memory_mb", "max_memory_mb", "gpus")
          .textLists("kernel_args")
          .field(MachineGuest::persist)
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineGuest {
    SHAPE.check(json);
  }

  /** Returns the kind of CPU, shared if the server says none. */
  public CpuKind cpuKind() {
    return CpuKind.of(json.text("cpu_kind", "shared"));
  }

  /** Returns the number of CPUs. */
  public int cpus() {
    return json.integer("cpus", 1);
  }

  /** Returns the memory in megabytes. */
  public int memoryMb() {
    return json.integer("memory_mb", 256);
  }

  /** Returns the most that the memory may grow to, in megabytes. */
  public OptionalInt maxMemoryMb() {
    return json.get("max_memory_mb") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("max_memory_mb", 0));
  }

  /** Returns the kind of GPU, of a machine from when Fly had those. */
  public Optional<String> gpuKind() {
    return Optional.ofNullable(json.text("gpu_kind")).filter(text -> !text.isEmpty());
  }

  /** Returns the deprecated setting of the root file system: a word, whatever form it came in. */
  public Optional<String> persistRootfs() {
    return persist(json);
  }

  private static Optional<String> persist(JsonObject json) {
    Object value = json.get("persist_rootfs");
    if (value == null || "".equals(value)) {
      return Optional.empty();
    }
    if (value instanceof Long number && number >= 0 && number < PERSIST_ROOTFS.size()) {
      return Optional.of(PERSIST_ROOTFS.get(number.intValue()));
    }
    if (value instanceof Long || value instanceof String) {
      return Optional.of(value.toString());
    }
    throw new JsonException("field 'persist_rootfs' should be a text or a small number");
  }

  /** Puts a guest together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Takes the values of a preset. */
    public Builder size(MachineSize size) {
      return cpuKind(size.cpuKind()).cpus(size.cpus()).memoryMb(size.memoryMb());
    }

    /** Sets the kind of CPU. */
    public Builder cpuKind(CpuKind kind) {
      return put("cpu_kind", kind.value());
    }

    /** Sets the number of CPUs. */
    public Builder cpus(int cpus) {
      return put("cpus", Rules.atLeast("guest.cpus", cpus, 1));
    }

    /**
     * Sets the memory in megabytes: a multiple of 256, for each shared CPU 256 to 2048 and for each
     * performance CPU 2048 to 8192.
     */
    public Builder memoryMb(int megabytes) {
      return put("memory_mb", Rules.atLeast("guest.memory_mb", megabytes, 1));
    }

    /** Lets the memory grow up to a limit in megabytes while the machine runs. */
    public Builder maxMemoryMb(int megabytes) {
      return put("max_memory_mb", Rules.atLeast("guest.max_memory_mb", megabytes, 1));
    }

    /** Adds arguments for the kernel. */
    public Builder kernelArgs(String... args) {
      return put("kernel_args", List.of(args));
    }

    /** Puts the machine on hosts that are reserved for the organization. */
    public Builder hostDedication(String id) {
      return put("host_dedication_id", Rules.notBlank("guest.host_dedication_id", id));
    }

    MachineGuest build() {
      MachineGuest guest = new MachineGuest(json());
      int least;
      int most;
      if (guest.cpuKind().equals(CpuKind.SHARED)) {
        least = 256;
        most = 2048;
      } else if (guest.cpuKind().equals(CpuKind.PERFORMANCE)) {
        least = 2048;
        most = 8192;
      } else {
        return guest;
      }
      int memory = guest.memoryMb();
      if (memory % 256 != 0) {
        throw new InvalidRequestException(
            "guest.memory_mb", memory, "it must be a multiple of 256");
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
}

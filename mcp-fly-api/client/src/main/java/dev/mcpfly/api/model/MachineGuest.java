package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * CPUs and memory of a machine.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineGuest(JsonObject json) implements JsonModel {
  private static final List<String> PERSIST_ROOTFS = List.of("none", "never", "always", "restart");

  private static final Shape SHAPE =
      Shape.of("a guest")
          .texts("cpu_kind", "gpu_kind", "host_dedication_id")
          .numbers("cpus", "memory_mb", "max_memory_mb", "gpus")
          .textLists("kernel_args")
          .field(MachineGuest::persist)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
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

  /**
   * A kind of CPU. Open-ended: a value that a newer server adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record CpuKind(String value) {

    /** A share of a CPU: 256 to 2048 MB of memory for each. */
    public static final CpuKind SHARED = new CpuKind("shared");

    /** A whole CPU: 2048 to 8192 MB of memory for each. */
    public static final CpuKind PERFORMANCE = new CpuKind("performance");

    /** Rejects null. */
    public CpuKind {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static CpuKind of(String value) {
      return new CpuKind(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }
}

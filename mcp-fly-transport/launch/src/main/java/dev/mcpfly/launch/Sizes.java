package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import java.util.Set;

/** The rules of Fly about machine sizes. */
final class Sizes {
  /** A machine with this much memory or more cannot be suspended. */
  static final int SUSPEND_LIMIT_MB = 2048;

  private static final Set<String> GPU_SIZES =
      Set.of("a10", "l40s", "a100-40gb", "a100-80gb", "a100-sxm4-80gb");

  private Sizes() {}

  private static final int MEMORY_STEP_MB = 256;
  private static final Set<Integer> CPUS = Set.of(1, 2, 4, 8, 16);

  static int checkedMemory(int megabytes) {
    if (megabytes < MEMORY_STEP_MB || megabytes % MEMORY_STEP_MB != 0) {
      throw new InvalidLaunchException(
          "memoryMb must be a multiple of 256 and at least 256, but was %d.".formatted(megabytes));
    }
    return megabytes;
  }

  static int checkedCpus(int count) {
    if (!CPUS.contains(count)) {
      throw new InvalidLaunchException(
          "cpus must be 1, 2, 4, 8 or 16, but was %d.".formatted(count));
    }
    return count;
  }

  static String checkedHostDedication(String id) {
    if (!Given.text("hostDedication", id).matches("[A-Za-z0-9._-]{1,64}")) {
      throw new InvalidLaunchException(
          "hostDedication must be 1 to 64 letters, digits, dots, dashes and underscores, but was \"%s\"."
              .formatted(Texts.shown(id)));
    }
    return id;
  }

  static MachineSize checked(MachineSize size) {
    Given.value("size", size);
    if (GPU_SIZES.contains(size.name())) {
      throw new InvalidLaunchException(
          "The size %s has a GPU, and Fly says: GPU machines are no longer supported; choose a shared or performance size."
              .formatted(size.name()));
    }
    return size;
  }

  /** Returns what Fly can do with an idle machine of that size: suspending is for small ones. */
  static Autostop possible(Autostop wanted, int memoryMb) {
    return wanted.equals(Autostop.SUSPEND) && memoryMb >= SUSPEND_LIMIT_MB ? Autostop.STOP : wanted;
  }
}

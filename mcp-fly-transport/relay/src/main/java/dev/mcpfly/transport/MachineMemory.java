package dev.mcpfly.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the amount of memory without the management classes, which load slowly. */
final class MachineMemory {
  private static final long MIB = 1 << 20;

  /** What the JVM and the system take. */
  private static final long OWN = 128 * MIB;

  /** What a small server in Node.js or Python takes. */
  private static final long SERVER = 48 * MIB;

  private static final int LEAST = 8;
  private static final int MOST = 512;

  private MachineMemory() {}

  /** Returns how many server processes the machine can be expected to run. */
  static int servers() {
    return servers(bytes(Path.of("/")));
  }

  static int servers(long bytes) {
    return (int) Math.max(LEAST, Math.min(MOST, (bytes - OWN) / SERVER));
  }

  /**
   * Returns the memory of the machine, or of the container if that has a limit.
   *
   * @param root the root of the file system; where it has no {@code /proc}, the JVM's heap tells
   */
  static long bytes(Path root) {
    long machine = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        machine = Math.min(number(digits(line)), Long.MAX_VALUE / 1024) * 1024;
      }
    }
    for (String file :
        List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      for (String line : lines(root.resolve(file))) {
        machine = Math.min(machine, number(line.strip()));
      }
    }
    // By default the heap may take a quarter of the machine.
    return machine == Long.MAX_VALUE
        ? Math.max(4 * Runtime.getRuntime().maxMemory(), OWN + 64 * SERVER)
        : machine;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | SecurityException e) {
      return List.of();
    }
  }

  private static String digits(String line) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    return digits.toString();
  }

  /** Returns a number; {@code max} and unrealistically large values mean no limit. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A child process and its descendants, those included whose parent has ended.
 *
 * <p>Parent links break when a parent ends (a shell or {@code npx} that is killed leaves its server
 * to init), so on Linux descendants are found by a mark in the environment, which every process
 * inherits unless it clears its environment on purpose. A process group would need a helper program
 * to set it, and does not hold daemons either.
 */
final class ProcessTree {
  /** The environment variable that carries the mark. */
  static final String VARIABLE = "MCP_FLY_CHILD";

  private static final String OWNER = newOwner();
  private static final long SELF = ProcessHandle.current().pid();
  private static final Path PROC = Path.of("/proc");
  private static final ProcessStates STATES = new ProcessStates(PROC);

  private static final long NOTED_NANOS = 2_000_000_000L;

  private final Map<Long, Long> zombies = new HashMap<>();
  private final ProcessHandle root;
  private final String mark;

  /** Every process that was ever seen in the tree, so that none is lost when its parent ends. */
  private final Map<Long, ProcessHandle> seen = new LinkedHashMap<>();

  ProcessTree(ProcessHandle root, String mark) {
    this.root = root;
    this.mark = mark;
    seen.put(root.pid(), root);
  }

  /** Returns what the marks of all children of this JVM begin with. */
  static String owner() {
    return OWNER;
  }

  static String mark(long number) {
    return OWNER + "." + number;
  }

  /** Different for every JVM, and no secret: who takes the mark of another is ended with it. */
  private static String newOwner() {
    return HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
  }

  /**
   * Finds the members that live, the root included.
   *
   * @param marked what {@link #marked()} found
   */
  List<ProcessHandle> alive(Map<String, List<ProcessHandle>> marked) {
    for (ProcessHandle known : new ArrayList<>(seen.values())) {
      known.descendants().forEach(found -> seen.putIfAbsent(found.pid(), found));
    }
    marked.getOrDefault(mark, List.of()).forEach(found -> seen.putIfAbsent(found.pid(), found));
    seen.values().removeIf(handle -> !handle.isAlive() && handle.pid() != root.pid());
    return seen.values().stream()
        .filter(handle -> handle.isAlive() && !isOver(handle.pid()))
        .toList();
  }

  /**
   * Returns whether a process has ended though it is still listed. Another parent takes note of it
   * soon; as the first process of a container this JVM is the parent, and there is nothing to wait
   * for.
   */
  private boolean isOver(long pid) {
    if (!STATES.isZombie(pid)) {
      zombies.remove(pid);
      return false;
    }
    long now = System.nanoTime();
    Long since = zombies.putIfAbsent(pid, now);
    return (pid != root.pid() && STATES.parent(pid) == SELF)
        || (since != null && now - since > NOTED_NANOS);
  }

  /**
   * Finds every process that carries a mark of this JVM, by its mark; empty where the system does
   * not show environments.
   */
  static Map<String, List<ProcessHandle>> marked() {
    if (!Files.isDirectory(PROC)) {
      return Map.of();
    }
    byte[] wanted = (VARIABLE + "=" + OWNER).getBytes(StandardCharsets.US_ASCII);
    Map<String, List<ProcessHandle>> found = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, ProcessTree::isProcess)) {
      for (Path entry : entries) {
        String mark = markOf(entry, wanted);
        if (mark != null) {
          ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
              .ifPresent(
                  handle -> found.computeIfAbsent(mark, key -> new ArrayList<>()).add(handle));
        }
      }
    } catch (IOException e) {
      // The system changed under the walk; the next walk is due soon.
    }
    return found;
  }

  private static boolean isProcess(Path entry) {
    char first = entry.getFileName().toString().charAt(0);
    return first >= '0' && first <= '9';
  }

  private static @Nullable String markOf(Path entry, byte[] wanted) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(entry.resolve("environ"));
    } catch (IOException e) {
      // Gone, or another user's.
      return null;
    }
    int at = 0;
    while (at + wanted.length <= environment.length) {
      int end = at;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (end - at >= wanted.length
          && Arrays.equals(environment, at, at + wanted.length, wanted, 0, wanted.length)) {
        int value = at + VARIABLE.length() + 1;
        return new String(environment, value, end - value, StandardCharsets.US_ASCII);
      }
      at = end + 1;
    }
    return null;
  }

  static void terminate(Collection<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroy);
  }

  static void kill(Collection<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
  }
}

package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Reads processes from {@code /proc/PID/stat} on Linux; finds none on other systems. */
final class ProcessStates {
  private final Path proc;

  ProcessStates(Path proc) {
    this.proc = proc;
  }

  /** Returns whether a process has ended and only waits for its parent to take note. */
  boolean isZombie(long pid) {
    String[] state = state(pid);
    return state.length > 0 && (state[0].equals("Z") || state[0].equals("X"));
  }

  /** Returns the parent of a process, or 0 if it is not known. */
  long parent(long pid) {
    String[] state = state(pid);
    return state.length > 1 && state[1].matches("[0-9]{1,18}") ? Long.parseLong(state[1]) : 0;
  }

  /** Returns the zombies whose parent is this process. */
  Set<Long> zombiesOf(long parent) {
    Set<Long> found = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        String[] state = state(pid);
        if (state.length > 1 && state[0].equals("Z") && state[1].equals(String.valueOf(parent))) {
          found.add(pid);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // The system changed under the walk.
    }
    return found;
  }

  /** Returns the fields behind the name, which may hold spaces and parentheses: state, parent, … */
  private String[] state(long pid) {
    try {
      String stat = Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    } catch (IOException e) {
      return new String[0];
    }
  }
}

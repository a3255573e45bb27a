package dev.mcpfly.transport.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command of a child process, and its limits.
 *
 * @param command program and arguments, never a shell line
 * @param inheritEnvironment whether this process' environment comes first
 * @param environment variables set on top of it
 * @param directory working directory, or null for this process' own
 * @param maxLine the longest line that is read from the child, in bytes
 * @param maxQueued how many bytes may wait for a child that does not read
 * @param stopGrace how long the child has to end after its stdin is closed, and again after TERM
 */
public record ChildSpec(
    List<String> command,
    boolean inheritEnvironment,
    Map<String, String> environment,
    @Nullable Path directory,
    int maxLine,
    long maxQueued,
    Duration stopGrace) {
  /** Copies the collections. */
  public ChildSpec {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("The command is empty: name the program to run.");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Returns a child with this process' environment and directory, and generous limits. */
  public static ChildSpec of(List<String> command) {
    return new ChildSpec(
        command, true, Map.of(), null, 64 << 20, 128L << 20, Duration.ofSeconds(2));
  }

  /** Names the program only: arguments and environment may hold secrets. */
  @Override
  public String toString() {
    return "ChildSpec[" + command.get(0) + "]";
  }
}

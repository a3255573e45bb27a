package dev.mcpfly.launch;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds programs on this computer. */
final class Programs {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private Programs() {}

  /** Finds the first of several programs that is on the PATH of {@code environment}. */
  static Optional<Path> find(Map<String, String> environment, String... names) {
    List<String> endings = WINDOWS ? List.of(".exe", ".cmd") : List.of("");
    for (String name : names) {
      for (String folder : path(environment).split(File.pathSeparator)) {
        for (String ending : endings) {
          Path program = Path.of(folder, name + ending);
          if (!folder.isEmpty() && Files.isExecutable(program) && !Files.isDirectory(program)) {
            return Optional.of(program);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String path(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(
            entry ->
                WINDOWS ? entry.getKey().equalsIgnoreCase("PATH") : entry.getKey().equals("PATH"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}

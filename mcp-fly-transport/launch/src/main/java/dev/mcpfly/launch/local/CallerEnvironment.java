package dev.mcpfly.launch.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The few variables of this computer that a machine's process needs to run here at all. */
final class CallerEnvironment {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private final Map<String, String> variables;

  private CallerEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Keeps PATH, HOME and the locale, and on Windows what programs cannot start without. */
  static CallerEnvironment of(Map<String, String> environment) {
    // Windows spells it Path, or as the user did.
    Map<String, String> kept =
        WINDOWS ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          String key = name.toUpperCase(Locale.ROOT);
          boolean needed =
              switch (key) {
                case "PATH", "HOME", "LANG", "LANGUAGE", "TZ" -> true;
                case "SYSTEMROOT", "PATHEXT", "COMSPEC", "USERPROFILE", "APPDATA", "LOCALAPPDATA" ->
                    WINDOWS;
                default -> key.startsWith("LC_");
              };
          if (needed) {
            kept.put(name, value);
          }
        });
    return new CallerEnvironment(kept);
  }

  Map<String, String> variables() {
    return variables;
  }

  /** Finds a program: the path itself where it has a folder, else on the PATH. */
  Optional<Path> find(String program) {
    if (program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0) {
      Path path = Path.of(program);
      return Files.isExecutable(path) ? Optional.of(path) : Optional.empty();
    }
    for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String ending : WINDOWS ? new String[] {".exe", ".cmd", ""} : new String[] {""}) {
        Path path = Path.of(folder, program + ending);
        if (!folder.isEmpty() && Files.isExecutable(path) && !Files.isDirectory(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }
}

package dev.mcpfly.launch;

import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code java} program on this computer. */
final class JavaProgram {
  static final int OLDEST = 17;
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"?(\\d{1,6})");

  private JavaProgram() {}

  /** Returns the program's place in a Java home. */
  static Path in(Path home, OperatingSystem system) {
    return home.resolve("bin").resolve(system == OperatingSystem.WINDOWS ? "java.exe" : "java");
  }

  /**
   * Returns the program that runs this JVM; empty where there is none, as in a packaged
   * application.
   */
  static Optional<Path> running() {
    Path program = in(Path.of(System.getProperty("java.home", "")), OperatingSystem.current());
    return isThere(program) ? Optional.of(program.toAbsolutePath()) : Optional.empty();
  }

  static boolean isThere(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }

  /**
   * Says why a program cannot run the relay; empty if it can, as far as can be seen without
   * starting it.
   */
  static Optional<String> trouble(Path program) {
    if (!isThere(program)) {
      return Optional.of(program + " does not exist or is not executable");
    }
    try {
      Path bin = program.toRealPath().getParent();
      Path home = bin == null ? null : bin.getParent();
      Path release = home == null ? null : home.resolve("release");
      if (release != null && Files.isRegularFile(release)) {
        Matcher version = VERSION.matcher(Files.readString(release));
        if (version.find() && Integer.parseInt(version.group(1)) < OLDEST) {
          return Optional.of(
              "%s is a Java %s, and the relay needs %d"
                  .formatted(program, version.group(1), OLDEST));
        }
      }
      return Optional.empty();
    } catch (MalformedInputException e) {
      return Optional.empty(); // no release file as Java knows them: only the program can tell
    } catch (IOException e) {
      return Optional.of("%s cannot be read (%s)".formatted(program, e.getMessage()));
    }
  }
}

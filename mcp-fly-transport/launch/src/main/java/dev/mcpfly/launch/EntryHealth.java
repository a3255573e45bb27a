package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.DeploymentCheck.ClientCheck.Result;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks an entry without starting it: whether its program and files exist. */
final class EntryHealth {
  private static final String RELAUNCH = "Launch the server again, which repairs the entry.";

  /**
   * Something that is broken.
   *
   * @param result what sort of thing
   * @param problem in one sentence
   * @param remedy in one sentence
   */
  record Trouble(Result result, String problem, String remedy) {}

  private EntryHealth() {}

  /** Returns what is broken; empty if all that the entry names is there. */
  static Optional<Trouble> of(McpServerEntry entry, HostEnvironment host) {
    if (entry.transport() != McpServerEntry.Transport.STDIO) {
      return Optional.empty();
    }
    String command = entry.command().orElse("");
    Path program;
    try {
      program = Path.of(command);
    } catch (InvalidPathException e) {
      return noProgram(command, RELAUNCH);
    }
    if (program.getNameCount() < 2 && !program.isAbsolute()) {
      return Programs.find(System.getenv(), command).isPresent()
          ? Optional.empty()
          : noProgram(command + ", looked for on the PATH,", "Install it.");
    }
    if (!Files.exists(program)) {
      return noProgram(command, RELAUNCH);
    }
    if (!JavaProgram.isThere(program)) {
      return Optional.of(
          new Trouble(Result.NO_PROGRAM, command + " cannot be run by this user.", RELAUNCH));
    }
    return isLauncher(program, host.system())
        ? launcher(program, host.system())
        : jar(entry.args());
  }

  private static Optional<Trouble> noProgram(String program, String remedy) {
    return Optional.of(
        new Trouble(Result.NO_PROGRAM, Texts.excerpt(program, 300) + " does not exist.", remedy));
  }

  static boolean isLauncher(Path program, OperatingSystem system) {
    return program.endsWith(LauncherScript.fileName(system));
  }

  /** Checks the launcher, which finds another Java or another relay on its own if there is one. */
  private static Optional<Trouble> launcher(Path program, OperatingSystem system) {
    Path directory = program.toAbsolutePath().getParent();
    if (directory != null && new RelayFiles(directory, system).hasNoJar()) {
      return Optional.of(
          new Trouble(Result.NO_RELAY, "The relay is missing in " + directory + ".", RELAUNCH));
    }
    return Optional.empty();
  }

  /** Returns the file behind {@code -jar}, in entries without the launcher. */
  private static Optional<Trouble> jar(List<String> args) {
    int option = args.indexOf("-jar");
    if (option < 0 || option + 1 >= args.size()) {
      return Optional.empty();
    }
    String jar = args.get(option + 1);
    try {
      return Files.isRegularFile(Path.of(jar))
          ? Optional.empty()
          : Optional.of(
              new Trouble(Result.NO_RELAY, Texts.excerpt(jar, 300) + " does not exist.", RELAUNCH));
    } catch (InvalidPathException e) {
      return Optional.empty(); // only the program can tell
    }
  }
}

package dev.mcpfly.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for signs that a client is installed: its files, its directories, its commands. */
final class Installation {
  private final ClientDefinition definition;
  private final HostEnvironment host;

  Installation(ClientDefinition definition, HostEnvironment host) {
    this.definition = definition;
    this.host = host;
  }

  List<String> signs() {
    List<String> signs = new ArrayList<>();
    for (FileCandidate candidate : definition.userFiles.getOrDefault(host.system(), List.of())) {
      for (Path path : candidate.location().resolve(host)) {
        Path directory = path.getParent();
        if (Files.exists(path)) {
          addOnce(signs, "the file " + path + " exists");
        } else if (directory != null
            && !host.home().startsWith(directory)
            && Files.isDirectory(directory)) {
          addOnce(signs, "the directory " + directory + " exists");
        }
      }
    }
    for (PathTemplate sign : definition.signs) {
      if (host.system() == OperatingSystem.WINDOWS && sign.toString().startsWith("/")) {
        continue; // where applications are on another system
      }
      for (Path path : sign.resolve(host)) {
        if (Files.exists(path)) {
          addOnce(signs, path + " exists");
        }
      }
    }
    for (String command : definition.commands) {
      onPath(command).ifPresent(path -> addOnce(signs, "the command " + path + " is on the PATH"));
    }
    return List.copyOf(signs);
  }

  private static void addOnce(List<String> signs, String sign) {
    if (!signs.contains(sign)) {
      signs.add(sign);
    }
  }

  private Optional<Path> onPath(String command) {
    boolean windows = host.system() == OperatingSystem.WINDOWS;
    for (String directory : host.variable("PATH").orElse("").split(windows ? ";" : ":")) {
      for (String suffix : windows ? List.of(".exe", ".cmd") : List.of("")) {
        Optional<Path> found = program(directory, command + suffix);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Path> program(String directory, String name) {
    try {
      return directory.isBlank()
          ? Optional.empty()
          : Optional.of(host.fileSystem().getPath(directory, name)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty(); // a PATH may hold anything
    }
  }
}

package dev.mcpfly.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** The build that a script runs on. {@code examples/run} asks the same of {@code find}. */
final class Build {
  /** How deep below the root the modules are. */
  private static final int MODULES = 2;

  private final Path root;
  private final Path classpath;

  private Build(Path root, Path classpath) {
    this.root = root;
    this.classpath = classpath;
  }

  /** Returns the build that has written the class path below the folder of the examples. */
  static Build at(Path examples) {
    Path folder = examples.toAbsolutePath().normalize();
    return new Build(folder.resolve("..").normalize(), folder.resolve("target/classpath.txt"));
  }

  /** Returns whether a file from which it was made has changed since. */
  boolean isStale() throws IOException {
    FileTime built = Files.getLastModifiedTime(classpath);
    for (Path module : modules()) {
      if (isNewer(module.resolve("pom.xml"), built)
          || anyIsNewer(module.resolve("src/main"), built)) {
        return true;
      }
    }
    return false;
  }

  private List<Path> modules() throws IOException {
    try (Stream<Path> folders =
        Files.find(root, MODULES, (path, attributes) -> attributes.isDirectory())) {
      return folders.toList();
    }
  }

  private static boolean anyIsNewer(Path folder, FileTime built) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> isNewer(file, built));
    }
  }

  private static boolean isNewer(Path file, FileTime built) {
    try {
      return Files.isRegularFile(file) && Files.getLastModifiedTime(file).compareTo(built) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file that a path leads to. */
public final class RealPaths {
  private static final int MAX_LINKS = 40;

  private RealPaths() {}

  /**
   * Follows symbolic links, also to a file that does not exist yet.
   *
   * @throws FileSystemLoopException if links lead in a circle
   */
  public static Path resolve(Path path) throws IOException {
    Path current = path.toAbsolutePath().normalize();
    for (int i = 0; i < MAX_LINKS; i++) {
      if (Files.exists(current)) {
        return current.toRealPath();
      }
      if (!Files.isSymbolicLink(current)) {
        return throughParent(current);
      }
      Path target = Files.readSymbolicLink(current);
      current = current.resolveSibling(target).normalize();
    }
    throw new FileSystemLoopException(path.toString());
  }

  /** Resolves links in the directories of a file that does not exist. */
  private static Path throughParent(Path path) throws IOException {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return path;
    }
    return resolve(parent).resolve(name.toString());
  }
}

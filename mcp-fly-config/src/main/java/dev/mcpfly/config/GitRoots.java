package dev.mcpfly.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the directory by which a client knows a project: the root of its Git repository. */
final class GitRoots {
  /** A file that points to a repository holds one path. */
  private static final int LONGEST = 4096;

  private static final String POINTER = "gitdir:";

  private GitRoots() {}

  /**
   * Returns the root of the repository that a directory is in, and for a worktree that of the main
   * repository; outside of one, the directory itself.
   *
   * @param directory a real path
   */
  static Path of(Path directory) {
    for (Path root = directory; root != null; root = root.getParent()) {
      Path git = root.resolve(".git");
      if (Files.isDirectory(git)) {
        return root;
      }
      if (Files.isRegularFile(git)) {
        return mainRepository(root, git).orElse(root);
      }
    }
    return directory;
  }

  /** Follows a worktree to its repository, if that repository knows of it. */
  private static Optional<Path> mainRepository(Path root, Path pointer) {
    String text = read(pointer);
    if (text == null || !text.startsWith(POINTER)) {
      return Optional.empty();
    }
    try {
      Path own = root.resolve(text.substring(POINTER.length()).strip()).normalize();
      String common = read(own.resolve("commondir"));
      String back = read(own.resolve("gitdir"));
      if (common == null || back == null) {
        return Optional.empty(); // a submodule
      }
      boolean known = own.resolve(back).toRealPath().equals(pointer.toRealPath());
      Path git = own.resolve(common).toRealPath();
      return known && git.endsWith(".git")
          ? Optional.ofNullable(git.getParent())
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LONGEST
          ? Files.readString(file, StandardCharsets.UTF_8).strip()
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}

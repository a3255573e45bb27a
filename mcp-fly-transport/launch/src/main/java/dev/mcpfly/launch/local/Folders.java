package dev.mcpfly.launch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes folders of processes that have just ended. */
final class Folders {
  /** A process that was killed may still write for a moment, and so may its children. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Folders() {}

  /**
   * Deletes a folder with all that is in it, also if others write into it or delete it meanwhile.
   * Does nothing if it is gone already. An interrupt does not end this.
   *
   * @throws IOException if something of it is still there after some seconds
   */
  static void delete(Path folder) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      IOException problem = tryToDelete(folder);
      if (problem == null) {
        return;
      }
      if (problem instanceof AccessDeniedException || System.nanoTime() - deadline > 0) {
        throw problem;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static @Nullable IOException tryToDelete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
      return null;
    } catch (NoSuchFileException e) {
      return Files.exists(folder) ? e : null;
    } catch (UncheckedIOException e) {
      return Files.exists(folder) ? e.getCause() : null;
    } catch (IOException e) {
      return e;
    }
  }
}

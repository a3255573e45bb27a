package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directories on this computer that stand for volumes. Guarded by the world's lock. */
final class Volumes {
  /** How long a deletion waits before it looks again whether something is gone. */
  static final Duration RECHECK = Duration.ofMillis(50);

  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api.emulator");

  private @Nullable Path root;
  private boolean closed;

  /** Creates the directory of a new volume. */
  Path create(String id) {
    try {
      if (closed) {
        throw new IOException("the emulator is closed");
      }
      if (root == null) {
        root = Files.createTempDirectory("fly-emulator-volumes");
      }
      return Files.createDirectory(root.resolve(id));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for volume " + id, e);
    }
  }

  /** Copies what one volume holds into another, for forks and restored snapshots. */
  void copy(EmulatedVolume from, Path to) {
    try (Stream<Path> files = Files.walk(from.directory)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, to.resolve(from.directory.relativize(file)));
      }
    } catch (IOException e) {
      throw ApiError.of(500, "cannot copy volume " + from.id + ": " + e.getMessage());
    }
  }

  /** Deletes a volume's directory with all that is in it. */
  void discard(EmulatedVolume volume) {
    volume.state = "destroyed";
    delete(volume.directory);
  }

  /** Deletes all directories. */
  void close() {
    closed = true;
    if (root != null) {
      delete(root);
    }
  }

  private static void delete(Path directory) {
    try {
      Folders.delete(directory);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot delete the volume directory " + directory, e);
    }
  }
}

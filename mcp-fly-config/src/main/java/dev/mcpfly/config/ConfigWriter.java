package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a plan to the disk. */
final class ConfigWriter {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_ATTEMPTS = 20;

  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final byte @Nullable [] plannedFrom;
  private final byte @Nullable [] planned;

  ConfigWriter(
      ClientConfig config,
      List<EditOperation> operations,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    this.config = config;
    this.operations = operations;
    this.plannedFrom = before;
    this.planned = after;
  }

  WrittenConfig write() {
    config.refuseReadOnly();
    Path real = config.realPath();
    AtomicFile file = new AtomicFile(real);
    List<Path> made = List.of();
    boolean done = false;
    try {
      made = file.makeDirectories();
      List<Path> directories = made;
      WrittenConfig written =
          WriteLock.whileHeld(
              real,
              config.locksWithDirectory(),
              PATIENCE,
              () -> writeLocked(real, file, directories));
      done = written.changed();
      return written;
    } catch (IOException e) {
      throw new ConfigException(
          config.path(),
          "The file "
              + config.path()
              + " could not be written: "
              + ClientConfig.reason(e)
              + ". It is unchanged.",
          e);
    } finally {
      if (!done) {
        removeDirectories(made);
      }
    }
  }

  private WrittenConfig writeLocked(Path real, AtomicFile file, List<Path> made)
      throws IOException {
    file.removeLeftovers();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      boolean asPlanned = file.holds(plannedFrom);
      byte[] before = asPlanned ? plannedFrom : file.read();
      byte[] after = asPlanned ? planned : config.edited(before, operations);
      if (after == null || Arrays.equals(before, after)) {
        return WrittenConfig.unchanged(config.path());
      }
      Path backup = ClientConfig.backupOf(real);
      boolean backupIsNew = !Files.exists(backup);
      boolean done = false;
      try {
        if (before != null) {
          new AtomicFile(backup).replace(before, real);
        }
        if (!file.replace(before, after, real)) {
          continue; // a client that knows no lock wrote in between: take its text, and begin anew
        }
        if (file.holds(after) || isIn(file.read())) {
          done = true;
          return new WrittenConfig(
              config, real, before, after, made, before == null ? null : backup, backupIsNew);
        }
      } finally {
        if (!done && backupIsNew) {
          Files.deleteIfExists(backup); // what is unchanged needs no copy
        }
      }
    }
    throw new ConfigException(
        config.path(),
        "The file "
            + config.path()
            + " is changed by another program again and again. Close "
            + config.client().displayName()
            + " and try again.",
        null);
  }

  /** Returns whether the changes are in a content that another program wrote right after. */
  private boolean isIn(byte @Nullable [] content) {
    return content != null && Arrays.equals(content, config.edited(content, operations));
  }

  /** Removes directories that were made, innermost first; one that is in use by now stays. */
  static void removeDirectories(List<Path> made) {
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(made.get(i));
      } catch (IOException e) {
        return; // not empty any more: somebody uses it
      }
    }
  }
}

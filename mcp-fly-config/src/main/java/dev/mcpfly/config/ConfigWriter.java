package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.Journal;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a plan to the disk. */
final class ConfigWriter {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_ATTEMPTS = 20;

  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final EditOptions options;
  private final byte @Nullable [] plannedFrom;
  private final byte @Nullable [] planned;

  ConfigWriter(
      ClientConfig config,
      List<EditOperation> operations,
      EditOptions options,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    this.config = config;
    this.operations = operations;
    this.options = options;
    this.plannedFrom = before;
    this.planned = after;
  }

  /**
   * Writes the file.
   *
   * @param journal the record of the change of several files that this is a part of
   * @param premade directories that were made for the file already
   */
  ConfigPlan.Written write(@Nullable Journal journal, List<Path> premade) {
    config.refuseReadOnly();
    Path real = config.realPath();
    AtomicFile file = new AtomicFile(real);
    List<Path> made = new ArrayList<>(premade);
    boolean done = false;
    try {
      made.addAll(file.makeDirectories());
      ConfigPlan.Written written = whileHeld(real, () -> writeLocked(real, file, made, journal));
      done = written.changed();
      return written;
    } catch (IOException e) {
      throw failed(config.path(), e);
    } finally {
      if (!done) {
        removeDirectories(made);
      }
    }
  }

  /** Undoes the rest of an interrupted change of several files. */
  void recover() {
    Path real = config.realPath();
    try {
      Journal.recover(real, this::whileHeld);
    } catch (IOException e) {
      throw failed(config.path(), e);
    }
  }

  <T> T whileHeld(Path file, WriteLock.Work<T> work) throws IOException {
    return WriteLock.whileHeld(file, config.locksWithDirectory(), PATIENCE, work);
  }

  static ConfigException failed(Path path, IOException e) {
    return new ConfigException(
        path,
        "The file "
            + path
            + " could not be written: "
            + FailureReasons.of(e)
            + ". It is unchanged.",
        e);
  }

  private ConfigPlan.Written writeLocked(
      Path real, AtomicFile file, List<Path> made, @Nullable Journal journal) throws IOException {
    file.removeLeftovers();
    Backup backup = new Backup(config, operations, options);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      boolean asPlanned = file.holds(plannedFrom);
      byte[] before = asPlanned ? plannedFrom : file.read();
      byte[] after = asPlanned ? planned : config.edited(before, operations, options);
      if (Arrays.equals(before, after)) {
        return ConfigPlan.Written.unchanged(config.path());
      }
      boolean done = false;
      try {
        backup.write(before, real);
        if (journal != null) {
          journal.record(real, before, after);
        }
        FileAttributes attributes =
            options.tighten() ? FileAttributes.TIGHTENED : FileAttributes.KEPT;
        boolean replaced =
            after == null ? file.delete(before) : file.replace(before, after, real, attributes);
        if (!replaced) {
          continue; // a client that does not lock wrote in between: start again from its text
        }
        if (file.holds(after) || isIn(file.read())) {
          done = true;
          backup.removeIfNotNeeded(after, real);
          return new ConfigPlan.Written(
              new WrittenFile(config.path(), config, real, before, after, made, backup));
        }
      } finally {
        if (!done) {
          backup.takeBack(); // what is unchanged needs no copy
        }
      }
    }
    throw new ConfigException(
        config.path(),
        "The file "
            + config.path()
            + " keeps being changed by another program. Close "
            + config.client().displayName()
            + " and try again.",
        null);
  }

  /** Returns whether the changes are in a content that another program wrote right after. */
  private boolean isIn(byte @Nullable [] content) {
    return content != null && Arrays.equals(content, config.edited(content, operations, options));
  }

  /** Removes directories that were made, innermost first; one that is in use by now stays. */
  static void removeDirectories(List<Path> made) {
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(made.get(i));
      } catch (IOException e) {
        return; // not empty any more: another program uses it
      }
    }
  }
}

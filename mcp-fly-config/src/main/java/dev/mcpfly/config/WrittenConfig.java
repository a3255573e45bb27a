package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of writing a file, which can be undone. Safe for use by several threads. */
public final class WrittenConfig {
  private final Path path;
  private final @Nullable ClientConfig config;
  private final Path real;
  private final byte @Nullable [] before;
  private final byte @Nullable [] after;
  private final List<Path> made;
  private final @Nullable Backup backup;
  private final List<WrittenConfig> others;

  WrittenConfig(
      ClientConfig config,
      Path real,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<Path> made,
      Backup backup) {
    this(config.path(), config, real, before, after, made, backup, List.of());
  }

  private WrittenConfig(
      Path path,
      @Nullable ClientConfig config,
      Path real,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<Path> made,
      @Nullable Backup backup,
      List<WrittenConfig> others) {
    this.path = path;
    this.config = config;
    this.real = real;
    this.before = before;
    this.after = after;
    this.made = List.copyOf(made);
    this.backup = backup;
    this.others = List.copyOf(others);
  }

  static WrittenConfig unchanged(Path path) {
    return new WrittenConfig(path, null, path, null, null, List.of(), null, List.of());
  }

  /**
   * Returns the result for a file that was changed along with a client's file and is not one
   * itself.
   */
  static WrittenConfig beside(
      ClientConfig config,
      Path path,
      Path real,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    return new WrittenConfig(path, config, real, before, after, List.of(), null, List.of());
  }

  /** Returns this file as the first of several that changed together. */
  WrittenConfig together(List<WrittenConfig> files) {
    return new WrittenConfig(path, config, real, before, after, made, backup, files);
  }

  /** Returns this file with one more that changed together with it. */
  WrittenConfig alongWith(WrittenConfig other) {
    List<WrittenConfig> all = new ArrayList<>(others);
    all.add(other);
    return together(all);
  }

  /** Returns the path of the file. */
  public Path path() {
    return path;
  }

  /** Returns whether anything was written. */
  public boolean changed() {
    return config != null || others.stream().anyMatch(WrittenConfig::changed);
  }

  /**
   * Returns the backup of the file's previous content; empty if the file was created, if entries
   * were only removed, if no backups are kept, or if nothing was written.
   */
  public Optional<Path> backup() {
    return backup == null ? Optional.empty() : backup.path();
  }

  /**
   * Restores the file's previous bytes. A created file is deleted, and so are the directories
   * created for it, unless they hold something else by now. Calling this again does nothing. Other
   * files that changed together with it are restored too.
   *
   * @throws ConfigException if the file was changed since, or cannot be written; it is left
   *     unchanged
   */
  public void undo() {
    if (others.isEmpty()) {
      undoOwnFile();
      return;
    }
    List<WrittenConfig> files = new ArrayList<>();
    files.add(together(List.of()));
    files.addAll(others);
    new WrittenTransaction(files).undo();
  }

  private void undoOwnFile() {
    if (config == null) {
      return;
    }
    AtomicFile file = new AtomicFile(real);
    try {
      if (!Files.exists(real) && before == null) {
        return;
      }
      WriteLock.whileHeld(
          real, config.locksWithDirectory(), ConfigWriter.PATIENCE, () -> undoLocked(file));
      if (before == null) {
        ConfigWriter.removeDirectories(made);
      }
    } catch (IOException e) {
      throw new ConfigException(
          path,
          "The change of " + path + " could not be undone: " + ClientConfig.reason(e) + ".",
          e);
    }
  }

  private boolean undoLocked(AtomicFile file) throws IOException {
    byte[] present = file.read();
    if (Arrays.equals(present, before)) {
      return false;
    }
    if (!Arrays.equals(present, after)) {
      throw changedSince();
    }
    if (before == null) {
      Files.delete(real);
    } else if (!file.replace(after, before, real, FileAttributes.KEPT)) {
      throw changedSince();
    }
    if (backup != null) {
      backup.remove();
    }
    return true;
  }

  private ConfigException changedSince() {
    String wayOut =
        backup()
            .map(copy -> "What it held before is in " + copy + ".")
            .orElse(before == null ? "Remove the entry instead." : "Change the entry instead.");
    return new ConfigException(
        path,
        "The file "
            + path
            + " was changed since it was written, so the change was not undone. "
            + wayOut,
        null);
  }

  /** Returns the path and whether it was changed. */
  @Override
  public String toString() {
    return (changed() ? "changed " : "left ") + path;
  }
}

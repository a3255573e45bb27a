package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that was written, with what is needed to undo that.
 *
 * @param path the path as it was given
 * @param config the configuration whose locks protect the file
 * @param real the file itself, with links resolved
 * @param before its content before; null if it did not exist
 * @param after its content after; null if it was deleted
 * @param made directories that were created for it
 * @param backup the backup of its content before; null if none is ever kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record WrittenFile(
    Path path,
    ClientConfig config,
    Path real,
    byte @Nullable [] before,
    byte @Nullable [] after,
    List<Path> made,
    @Nullable Backup backup) {
  WrittenFile {
    made = List.copyOf(made);
  }

  /** Returns the backup, if one was kept. */
  Optional<Path> backupPath() {
    return backup == null ? Optional.empty() : backup.path();
  }

  /** Restores the content before; does nothing if the file has it already. */
  void undo() {
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
        backupPath()
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
}

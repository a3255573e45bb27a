package dev.mcpfly.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that were written together, and the way back. */
public final class WrittenTransaction {
  private final List<WrittenConfig> files;

  WrittenTransaction(List<WrittenConfig> files) {
    this.files = List.copyOf(files);
  }

  /** Returns the files, in the order in which they were written. */
  public List<WrittenConfig> files() {
    return files;
  }

  /**
   * Gives all files their former bytes back, the last written first. A file that cannot be taken
   * back does not keep the others from it.
   *
   * @throws ConfigException if one or more files could not be taken back; the others' exceptions
   *     are suppressed ones
   */
  public void undo() {
    @Nullable ConfigException first = null;
    for (int i = files.size() - 1; i >= 0; i--) {
      try {
        files.get(i).undo();
      } catch (ConfigException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}

package dev.mcpfly.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of writing several files together, which can be undone. */
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
   * Restores all files, the last written first. A file that cannot be restored does not stop the
   * others.
   *
   * @throws ConfigException if a file could not be restored; further failures are attached as
   *     suppressed exceptions
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

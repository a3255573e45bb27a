package dev.mcpfly.config;

import java.util.Set;

/** A recorded change of a file's entries, which can be repeated on a newer text. */
sealed interface EditOperation {
  /** Returns the name of the entry that is changed. */
  String name();

  /**
   * Adds or changes an entry.
   *
   * @param references texts of the entry that may hold references, because they come from a file
   *     whose client replaces them in the same way
   */
  record Put(String name, McpServerEntry entry, ConfigEdit.PutMode mode, Set<String> references)
      implements EditOperation {}

  /** Removes an entry. */
  record Remove(String name) implements EditOperation {}

  /** Renames an entry. */
  record Rename(String name, String newName) implements EditOperation {}

  /** Switches an entry on or off. */
  record Switch(String name, boolean on) implements EditOperation {}
}

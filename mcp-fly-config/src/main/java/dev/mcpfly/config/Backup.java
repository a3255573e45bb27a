package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.FileKinds;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The backup of a file's content before it was changed. Not safe for use by several threads. */
final class Backup {
  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final @Nullable Path path;
  private final boolean onlyRemoves;
  private boolean isNew;
  private boolean written;

  Backup(ClientConfig config, List<EditOperation> operations, EditOptions options) {
    this.config = config;
    this.operations = operations;
    this.path = config.backupPath(options).orElse(null);
    this.onlyRemoves =
        operations.stream().allMatch(operation -> operation instanceof EditOperation.Remove);
  }

  /** Returns where the copy is, if there is one of this change. */
  Optional<Path> path() {
    return written ? Optional.ofNullable(path) : Optional.empty();
  }

  /** Keeps the former content, for its owner alone; not that of entries that are to go. */
  void write(byte @Nullable [] former, Path model) throws IOException {
    if (path == null || former == null || onlyRemoves) {
      return;
    }
    FileKinds.requireFileItself(path);
    isNew |= !written && !Files.exists(path);
    AtomicFile file = new AtomicFile(path);
    if (!Objects.equals(path.toAbsolutePath().getParent(), model.getParent())) {
      file.makePrivateDirectories();
    }
    file.replace(former, model, FileAttributes.PRIVATE);
    written = true;
  }

  /** Removes the copy of a change that was not made. */
  void takeBack() throws IOException {
    if (isNew && path != null) {
      Files.deleteIfExists(path);
      written = false;
    }
  }

  /** Removes the copy of a change that was undone. */
  void remove() throws IOException {
    if (written && path != null) {
      Files.deleteIfExists(path);
      written = false;
    }
  }

  /**
   * Removes an older copy when entries went: if it holds one of those, or if nothing that was added
   * since it was made is left.
   */
  void removeIfNotNeeded(byte @Nullable [] present, Path real) throws IOException {
    if (!onlyRemoves) {
      return;
    }
    // One may be left from when backups were kept beside the files.
    Path beside = BackupPolicy.beside().pathOf(real).orElse(null);
    for (Path older : new LinkedHashSet<>(Arrays.asList(path, beside))) {
      if (older != null && Files.isRegularFile(older, LinkOption.NOFOLLOW_LINKS)) {
        removeIfNotNeeded(older, present);
      }
    }
  }

  private void removeIfNotNeeded(Path older, byte @Nullable [] present) throws IOException {
    byte[] former = new AtomicFile(older).read();
    try {
      Set<String> names = config.names(former);
      boolean holdsRemoved = operations.stream().anyMatch(gone -> names.contains(gone.name()));
      if (holdsRemoved || names.containsAll(config.names(present))) {
        Files.deleteIfExists(older);
      }
    } catch (ConfigException | TextFormatException e) {
      Files.deleteIfExists(older); // nothing that could be given back
    }
  }
}

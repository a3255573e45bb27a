package dev.mcpfly.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the previous content of a file is kept while an added entry is in it. Set it for a machine
 * with {@link HostEnvironment#withBackups}, or for one change with {@link ConfigEdit#backup}.
 *
 * <p>A backup can be read by its owner only. It is deleted when the entries that were added since
 * are removed again, and when the change is undone. Immutable.
 */
public final class BackupPolicy {
  private static final String SUFFIX = ".mcp-fly.bak";
  private static final BackupPolicy BESIDE = new BackupPolicy(true, null);
  private static final BackupPolicy NONE = new BackupPolicy(false, null);

  private final boolean kept;
  private final @Nullable Path directory;

  private BackupPolicy(boolean kept, @Nullable Path directory) {
    this.kept = kept;
    this.directory = directory;
  }

  /** Returns the default: a backup is kept beside the file, as {@code FILE.mcp-fly.bak}. */
  public static BackupPolicy beside() {
    return BESIDE;
  }

  /** Returns the policy that keeps no backups. A change can still be undone. */
  public static BackupPolicy none() {
    return NONE;
  }

  /**
   * Returns the policy that keeps backups in a directory, outside of repositories and synchronized
   * folders for example. Missing directories are created, accessible to the owner only.
   */
  public static BackupPolicy in(Path directory) {
    return new BackupPolicy(true, Objects.requireNonNull(directory, "directory"));
  }

  /** Returns where the backup of a file is. */
  Optional<Path> pathOf(Path real) {
    if (!kept) {
      return Optional.empty();
    }
    if (directory == null) {
      return Optional.of(real.resolveSibling(real.getFileName() + SUFFIX));
    }
    // Many clients' files have the same name.
    String name = real.getFileName() + "." + hash(real.toString()) + SUFFIX;
    return Optional.of(directory.resolve(name));
  }

  /** Returns the directory of the backups, if they are not beside the files. */
  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BackupPolicy that
        && kept == that.kept
        && Objects.equals(directory, that.directory);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kept, directory);
  }

  /** Returns where backups are kept. */
  @Override
  public String toString() {
    return !kept ? "no backups" : "backups " + (directory == null ? "beside" : "in " + directory);
  }
}

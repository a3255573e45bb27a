package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do to one file. Immutable: the file is touched by {@link #write()} alone.
 *
 * <p>Safe for use by several threads.
 */
public final class ConfigPlan {
  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final byte @Nullable [] before;
  private final byte @Nullable [] after;

  ConfigPlan(
      ClientConfig config,
      List<EditOperation> operations,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    this.config = config;
    this.operations = operations;
    this.before = before;
    this.after = after;
  }

  /** Returns the file that the plan is for. */
  public ClientConfig config() {
    return config;
  }

  /** Returns the path of the file. */
  public Path path() {
    return config.path();
  }

  /** Returns whether the file would change. */
  public boolean changesAnything() {
    return !Arrays.equals(before, after);
  }

  /** Returns whether the file would be made. */
  public boolean createsFile() {
    return before == null && after != null;
  }

  /**
   * Returns the change in the unified diff format, with secrets hidden; empty if nothing would
   * change. The values of environment variables and headers are hidden everywhere, as is what has
   * the name of a secret in other lines.
   */
  public String diff() {
    return changesAnything() ? new ConfigDiff(config, before, after).text() : "";
  }

  /**
   * Writes the change: waits for the file's lock, plans again if the file has changed since,
   * replaces it as a whole, and reads it back. At no instant is the file empty or half written.
   * What it held before is kept beside it, in {@code FILE.mcp-fly.bak}. A new file can be read by
   * its owner only; an old one keeps its mode and owner.
   *
   * @return what was done, which can be undone
   * @throws ConfigException if the file is read-only, locked for too long, or cannot be written; it
   *     is unchanged then
   */
  public WrittenConfig write() {
    return new ConfigWriter(config, operations, before, after).write();
  }

  /** Returns the path and what would happen to it. */
  @Override
  public String toString() {
    String what = createsFile() ? "creates " : changesAnything() ? "changes " : "leaves ";
    return what + path();
  }
}

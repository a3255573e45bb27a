package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final List<ConfigPlan> others;
  private final @Nullable GitIgnore ignore;

  /**
   * Creates a plan.
   *
   * @param others the changes of other files that the client merges with this one
   */
  ConfigPlan(
      ClientConfig config,
      List<EditOperation> operations,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<ConfigPlan> others) {
    this(config, operations, before, after, others, null);
  }

  private ConfigPlan(
      ClientConfig config,
      List<EditOperation> operations,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<ConfigPlan> others,
      @Nullable GitIgnore ignore) {
    this.ignore = ignore;
    this.config = config;
    this.operations = operations;
    this.before = before;
    this.after = after;
    this.others = others;
  }

  /** Returns this plan with one for the project's {@code .gitignore}. */
  ConfigPlan ignoring(GitIgnore file) {
    return new ConfigPlan(config, operations, before, after, others, file);
  }

  /** Returns the file that the plan is for. */
  public ClientConfig config() {
    return config;
  }

  /** Returns the path of the file. */
  public Path path() {
    return config.path();
  }

  /**
   * Returns the paths of all files that would change: this one, and others that the client merges
   * with it and that hold the same entry, and the project's {@code .gitignore}.
   */
  public List<Path> changedPaths() {
    Stream<Path> files =
        Stream.concat(Stream.of(this), others.stream())
            .filter(ConfigPlan::changesOwnFile)
            .map(ConfigPlan::path);
    return Stream.concat(
            files,
            Stream.ofNullable(ignore).filter(GitIgnore::changesAnything).map(GitIgnore::path))
        .toList();
  }

  /** Returns whether a file would change. */
  public boolean changesAnything() {
    return changesOwnFile() || !others.isEmpty() || (ignore != null && ignore.changesAnything());
  }

  private boolean changesOwnFile() {
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
    String own = changesOwnFile() ? new ConfigDiff(config, before, after).text() : "";
    return own
        + others.stream().map(ConfigPlan::diff).collect(Collectors.joining())
        + (ignore == null ? "" : ignore.diff());
  }

  /**
   * Returns what may keep the change from having its effect, or make it unwanted, each as a
   * sentence: a script that counts over the file (Crush), a client without a future, a secret in a
   * project's file that git does not ignore. None is an obstacle.
   */
  public List<String> warnings() {
    return config.warnings(operations, ignore != null);
  }

  /**
   * Writes the change: waits for the file's lock, plans again if the file has changed since,
   * replaces it as a whole, and reads it back. At no instant is the file empty or half written.
   * What it held before is kept beside it, in {@code FILE.mcp-fly.bak}. A new file can be read by
   * its owner only; an old one keeps its mode and owner. Several files change together or not at
   * all.
   *
   * @return what was done, which can be undone
   * @throws ConfigException if the file is read-only, locked for too long, or cannot be written; it
   *     is unchanged then
   */
  public WrittenConfig write() {
    if (ignore == null) {
      return writeFiles();
    }
    WrittenConfig ignored = ignore.write(); // first: no secret is there before it is ignored
    try {
      return writeFiles().together(List.of(ignored));
    } catch (RuntimeException e) {
      try {
        ignored.undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  private WrittenConfig writeFiles() {
    if (others.isEmpty()) {
      return new ConfigWriter(config, operations, before, after).write();
    }
    if (!changesOwnFile()) {
      return WrittenConfig.unchanged(path()).together(ConfigTransaction.of(others).write().files());
    }
    List<ConfigPlan> all = new ArrayList<>();
    all.add(new ConfigPlan(config, operations, before, after, List.of()));
    all.addAll(others);
    List<WrittenConfig> written = ConfigTransaction.of(all).write().files();
    return written.get(0).together(written.subList(1, written.size()));
  }

  /** Returns the path and what would happen to it. */
  @Override
  public String toString() {
    String what = createsFile() ? "creates " : changesAnything() ? "changes " : "leaves ";
    return what + path();
  }
}

package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A planned change of one file.
 *
 * <pre>{@code
 * ConfigPlan plan = McpClients.zed().userConfig().plan(edit -> edit.put("slack", entry));
 * plan.warnings().forEach(System.err::println);
 * System.out.println(plan.diff());                          // secrets are hidden
 * if (plan.changesAnything()) {
 *   ConfigPlan.Written written = plan.write();
 *   written.undo();
 * }
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads: the file is touched by {@link #write()} alone.
 * Failures are reported as {@link ConfigException} without secrets; the file is then unchanged.
 */
public final class ConfigPlan {
  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final EditOptions options;
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
      EditOptions options,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<ConfigPlan> others) {
    this(config, operations, options, before, after, others, null);
  }

  private ConfigPlan(
      ClientConfig config,
      List<EditOperation> operations,
      EditOptions options,
      byte @Nullable [] before,
      byte @Nullable [] after,
      List<ConfigPlan> others,
      @Nullable GitIgnore ignore) {
    this.ignore = ignore;
    this.config = config;
    this.operations = operations;
    this.options = options;
    this.before = before;
    this.after = after;
    this.others = others;
  }

  /** Returns this plan with one for the project's {@code .gitignore}. */
  ConfigPlan ignoring(GitIgnore file) {
    return new ConfigPlan(config, operations, options, before, after, others, file);
  }

  /** Returns the change of the project's {@code .gitignore}, if there is to be one. */
  Optional<GitIgnore> ignore() {
    return Optional.ofNullable(ignore);
  }

  /** Returns the file that the plan is for. */
  public ClientConfig config() {
    return config;
  }

  /** Returns the path of the file. */
  public Path path() {
    return config.path();
  }

  /** Returns the file that is actually written, with links resolved. */
  public Path realPath() {
    return config.realPath();
  }

  /**
   * Returns warnings to show before the change is written, one sentence each: a secret in a file
   * that others can read or that is in a Git repository, a link out of the project, hard links and
   * attributes that would be lost, a script that overrides the file, a discontinued client. Empty
   * if there are none, or if nothing would change.
   *
   * @throws ConfigException if a file's attributes cannot be read
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (ConfigPlan part : parts()) {
      warnings.addAll(new PlanWarnings(part.config, part.operations, options).all(ignore != null));
    }
    return List.copyOf(warnings);
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
    Stream<Path> ignoring =
        ignore().filter(GitIgnore::changesAnything).map(GitIgnore::path).stream();
    return Stream.concat(files, ignoring).toList();
  }

  /** Returns whether a file would change. */
  public boolean changesAnything() {
    return changesClientsFiles() || ignore().filter(GitIgnore::changesAnything).isPresent();
  }

  private boolean changesClientsFiles() {
    return changesOwnFile() || !others.isEmpty();
  }

  private boolean changesOwnFile() {
    return !Arrays.equals(before, after);
  }

  /** Returns whether the file would be created. */
  public boolean createsFile() {
    return before == null && after != null;
  }

  /**
   * Returns whether the file would be deleted: it holds only the removed entries, exactly as they
   * were written when the file was created.
   */
  public boolean deletesFile() {
    return before != null && after == null;
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
        + ignore().map(GitIgnore::diff).orElse("");
  }

  /**
   * Writes the change: waits for the file's lock, plans again if the file has changed since,
   * replaces it atomically, and reads it back. The file is never empty or half written. Its
   * previous content is kept while an added entry is in it, by default in {@code FILE.mcp-fly.bak};
   * see {@link BackupPolicy}. A new file is readable by its owner only; an existing one keeps its
   * mode, owner, extended attributes and, on Linux, access control list. Of several files, either
   * all change or none.
   *
   * @return the result, which can be undone
   * @throws ConfigException if the file is read-only, locked for too long, or cannot be written, or
   *     is a link out of its project; it is unchanged then
   */
  public Written write() {
    return ConfigTransaction.of(this).write().files().get(0);
  }

  /** Returns the plans of each file that would change. */
  List<ConfigPlan> parts() {
    List<ConfigPlan> parts = new ArrayList<>();
    if (changesOwnFile()) {
      parts.add(new ConfigPlan(config, operations, options, before, after, List.of()));
    }
    parts.addAll(others);
    return parts;
  }

  /** Returns the plans to write: where nothing would change, the file may have changed since. */
  List<ConfigPlan> toWrite() {
    return changesClientsFiles()
        ? parts()
        : List.of(new ConfigPlan(config, operations, options, before, after, List.of()));
  }

  /** Refuses changes that need the user's consent. */
  void requireConsent() {
    if (options.outOfProject()) {
      return;
    }
    new PlanWarnings(config, operations, options)
        .outOfProject()
        .ifPresent(
            where -> {
              throw new ConfigException(
                  path(),
                  where
                      + " Nothing was written. If that file is meant, call"
                      + " edit.followLinkOutOfProject().",
                  null);
            });
  }

  /** Returns what writes this plan's own file. */
  ConfigWriter writer() {
    return new ConfigWriter(config, operations, options, before, after);
  }

  /** Returns the path and what would happen to it. */
  @Override
  public String toString() {
    String what =
        createsFile()
            ? "creates "
            : deletesFile() ? "deletes " : changesAnything() ? "changes " : "leaves ";
    Path real = realPath();
    boolean link = !real.equals(path().toAbsolutePath().normalize());
    return what + path() + (link ? " (" + real + ")" : "");
  }

  /** The result of writing a file, which can be undone. Safe for use by several threads. */
  public static final class Written {
    private final Path path;
    private final @Nullable WrittenFile file;
    private final List<Written> others;

    /** Creates the result for a file that was changed. */
    Written(WrittenFile file) {
      this(file.path(), file, List.of());
    }

    private Written(Path path, @Nullable WrittenFile file, List<Written> others) {
      this.path = path;
      this.file = file;
      this.others = List.copyOf(others);
    }

    static Written unchanged(Path path) {
      return new Written(path, null, List.of());
    }

    /** Returns this file as the first of several that changed together. */
    Written together(List<Written> files) {
      return new Written(path, file, files);
    }

    /** Returns this file with one more that changed together with it. */
    Written alongWith(Written other) {
      List<Written> all = new ArrayList<>(others);
      all.add(other);
      return together(all);
    }

    /** Returns the path of the file. */
    public Path path() {
      return path;
    }

    /** Returns whether anything was written. */
    public boolean changed() {
      return file != null || others.stream().anyMatch(Written::changed);
    }

    /**
     * Returns the backup of the file's previous content; empty if the file was created, if entries
     * were only removed, if no backups are kept, or if nothing was written.
     */
    public Optional<Path> backup() {
      return file == null ? Optional.empty() : file.backupPath();
    }

    /**
     * Restores the file's previous bytes. A created file is deleted, and so are the directories
     * created for it, unless they hold something else by now. Calling this again does nothing.
     * Other files that changed together with it are restored too.
     *
     * @throws ConfigException if the file was changed since, or cannot be written; it is left
     *     unchanged
     */
    public void undo() {
      if (!others.isEmpty()) {
        List<Written> files = new ArrayList<>();
        files.add(together(List.of()));
        files.addAll(others);
        new ConfigTransaction.Written(files).undo();
      } else if (file != null) {
        file.undo();
      }
    }

    /** Returns the path and whether it was changed. */
    @Override
    public String toString() {
      return (changed() ? "changed " : "left ") + path;
    }
  }
}

package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes several files together: either all of them or none.
 *
 * <pre>{@code
 * ConfigTransaction.of(zedPlan, cursorPlan).write();
 * }</pre>
 *
 * <p>If one file cannot be written, the files written before it are restored. Immutable.
 */
public final class ConfigTransaction {
  private final List<ConfigPlan> plans;

  private ConfigTransaction(List<ConfigPlan> plans) {
    this.plans = List.copyOf(plans);
  }

  /** Returns a transaction of these plans, in order. */
  public static ConfigTransaction of(ConfigPlan... plans) {
    return new ConfigTransaction(List.of(plans));
  }

  /** Returns a transaction of these plans, in order. */
  public static ConfigTransaction of(List<ConfigPlan> plans) {
    return new ConfigTransaction(plans);
  }

  /** Returns the plans. */
  public List<ConfigPlan> plans() {
    return plans;
  }

  /** Returns whether any file would change. */
  public boolean changesAnything() {
    return plans.stream().anyMatch(ConfigPlan::changesAnything);
  }

  /** Returns the changes of all files in the unified diff format, with secrets hidden. */
  public String diff() {
    return plans.stream().map(ConfigPlan::diff).collect(Collectors.joining());
  }

  /**
   * Writes all files. If the process is killed in the middle, the next change of any of these files
   * first undoes the partial change.
   *
   * @return the result, which can be undone
   * @throws ConfigException if a file could not be written; the others are restored, and failures
   *     to restore are attached as suppressed exceptions
   */
  public Written write() {
    plans.forEach(plan -> plan.parts().forEach(ConfigPlan::requireConsent));
    List<ConfigPlan.@Nullable Written> ignored = new ArrayList<>();
    try {
      // First: no secret is in a project's file before Git is told to ignore it.
      plans.forEach(plan -> ignored.add(plan.ignore().map(GitIgnore::write).orElse(null)));
      List<ConfigPlan.Written> files = new ArrayList<>(writeFiles().files());
      for (int i = 0; i < files.size(); i++) {
        ConfigPlan.Written other = ignored.get(i);
        if (other != null) {
          files.set(i, files.get(i).alongWith(other));
        }
      }
      return new Written(files);
    } catch (RuntimeException e) {
      try {
        new Written(ignored.stream().filter(Objects::nonNull).toList()).undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  private Written writeFiles() {
    List<ConfigPlan> parts = plans.stream().flatMap(plan -> plan.parts().stream()).toList();
    plans.forEach(plan -> plan.toWrite().forEach(part -> part.writer().recover()));
    List<Path> files = parts.stream().map(ConfigPlan::realPath).distinct().toList();
    if (files.size() < 2) {
      return write(null, List.of());
    }
    ConfigPlan first = parts.get(0);
    List<Path> made = List.of();
    boolean done = false;
    try {
      made = new AtomicFile(files.get(0)).makeDirectories();
      Written written;
      try (Journal journal =
          Journal.begin(files, ConfigWriter.PATIENCE, first.writer()::whileHeld)) {
        written = write(journal, made);
      }
      done = true;
      return written;
    } catch (IOException e) {
      throw ConfigWriter.failed(first.path(), e);
    } finally {
      if (!done) {
        ConfigWriter.removeDirectories(made);
      }
    }
  }

  private Written write(@Nullable Journal journal, List<Path> made) {
    List<ConfigPlan.Written> written = new ArrayList<>();
    List<ConfigPlan.Written> undone = new ArrayList<>();
    List<Path> premade = made;
    try {
      for (ConfigPlan plan : plans) {
        List<ConfigPlan.Written> own = new ArrayList<>();
        for (ConfigPlan part : plan.toWrite()) {
          ConfigPlan.Written file = part.writer().write(journal, premade);
          own.add(file);
          undone.add(file);
          premade = List.of();
        }
        written.add(together(plan, own));
      }
    } catch (RuntimeException e) {
      try {
        new Written(undone).undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
    return new Written(written);
  }

  /** Returns what was written of one plan, as one. */
  private static ConfigPlan.Written together(ConfigPlan plan, List<ConfigPlan.Written> files) {
    boolean own = !files.isEmpty() && files.get(0).path().equals(plan.path());
    ConfigPlan.Written first = own ? files.get(0) : ConfigPlan.Written.unchanged(plan.path());
    return first.together(files.subList(own ? 1 : 0, files.size()));
  }

  /** The result of writing several files together, which can be undone. */
  public static final class Written {
    private final List<ConfigPlan.Written> files;

    Written(List<ConfigPlan.Written> files) {
      this.files = List.copyOf(files);
    }

    /** Returns the files, in the order in which they were written. */
    public List<ConfigPlan.Written> files() {
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
}

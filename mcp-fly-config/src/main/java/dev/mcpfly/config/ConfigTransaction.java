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
  public WrittenTransaction write() {
    plans.forEach(plan -> plan.parts().forEach(ConfigPlan::requireConsent));
    List<@Nullable WrittenConfig> ignored = new ArrayList<>();
    try {
      // First: no secret is in a project's file before Git is told to ignore it.
      plans.forEach(plan -> ignored.add(plan.ignore().map(GitIgnore::write).orElse(null)));
      List<WrittenConfig> files = new ArrayList<>(writeFiles().files());
      for (int i = 0; i < files.size(); i++) {
        WrittenConfig other = ignored.get(i);
        if (other != null) {
          files.set(i, files.get(i).alongWith(other));
        }
      }
      return new WrittenTransaction(files);
    } catch (RuntimeException e) {
      try {
        new WrittenTransaction(ignored.stream().filter(Objects::nonNull).toList()).undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  private WrittenTransaction writeFiles() {
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
      WrittenTransaction written;
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

  private WrittenTransaction write(@Nullable Journal journal, List<Path> made) {
    List<WrittenConfig> written = new ArrayList<>();
    List<WrittenConfig> undone = new ArrayList<>();
    List<Path> premade = made;
    try {
      for (ConfigPlan plan : plans) {
        List<WrittenConfig> own = new ArrayList<>();
        for (ConfigPlan part : plan.toWrite()) {
          WrittenConfig file = part.writer().write(journal, premade);
          own.add(file);
          undone.add(file);
          premade = List.of();
        }
        written.add(together(plan, own));
      }
    } catch (RuntimeException e) {
      try {
        new WrittenTransaction(undone).undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
    return new WrittenTransaction(written);
  }

  /** Returns what was written of one plan, as one. */
  private static WrittenConfig together(ConfigPlan plan, List<WrittenConfig> files) {
    boolean own = !files.isEmpty() && files.get(0).path().equals(plan.path());
    WrittenConfig first = own ? files.get(0) : WrittenConfig.unchanged(plan.path());
    return first.together(files.subList(own ? 1 : 0, files.size()));
  }
}

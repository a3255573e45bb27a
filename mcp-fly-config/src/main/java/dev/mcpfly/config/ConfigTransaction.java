package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several files that change together or not at all.
 *
 * <pre>{@code
 * ConfigTransaction.of(zedPlan, cursorPlan).write();
 * }</pre>
 *
 * <p>If one file cannot be written, those written before get their former bytes back. Immutable.
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
   * Writes all files.
   *
   * @return what was done, which can be undone
   * @throws ConfigException if one of them could not be written; the others are as before, and what
   *     could not be taken back is attached as suppressed
   */
  public WrittenTransaction write() {
    List<WrittenConfig> written = new ArrayList<>();
    try {
      for (ConfigPlan plan : plans) {
        written.add(plan.write());
      }
    } catch (RuntimeException e) {
      try {
        new WrittenTransaction(written).undo();
      } catch (ConfigException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
    return new WrittenTransaction(written);
  }
}

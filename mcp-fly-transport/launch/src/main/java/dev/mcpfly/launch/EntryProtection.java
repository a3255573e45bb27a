package dev.mcpfly.launch;

import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigPlan;
import java.util.List;

/**
 * How credentials in clients' files are kept from others.
 *
 * @param tightens whether others lose the right to read a file that is there
 * @param ignoresInGit whether a project's file is kept out of its repository
 */
record EntryProtection(boolean tightens, boolean ignoresInGit) {
  static final EntryProtection NONE = new EntryProtection(false, false);

  void applyTo(ConfigEdit edit) {
    if (tightens) {
      edit.tightenPermissions();
    }
    if (ignoresInGit) {
      edit.ignoreInGit();
    }
  }

  /** Returns what a person should know of a change, in the words of a launcher. */
  static List<String> warnings(ConfigPlan plan) {
    return plan.warnings().stream()
        .map(warning -> warning.replace("Call edit.", "Call "))
        .map(warning -> warning.replaceFirst(" Or keep the value out of the file: .*", ""))
        .toList();
  }
}

package dev.mcpfly.config;

import org.jspecify.annotations.Nullable;

/**
 * How a change is written.
 *
 * @param backup where the previous content is kept; null means the host's policy
 * @param tighten whether only the owner may read the file afterwards
 * @param outOfProject whether a project's file may be a link that leads out of it
 */
record EditOptions(@Nullable BackupPolicy backup, boolean tighten, boolean outOfProject) {
  static final EditOptions DEFAULT = new EditOptions(null, false, false);
}

/** Compares texts for people. Start with {@link dev.mcpfly.config.internal.diff.UnifiedDiff}. */
@NullMarked
package dev.mcpfly.config.internal.diff;

import org.jspecify.annotations.NullMarked;

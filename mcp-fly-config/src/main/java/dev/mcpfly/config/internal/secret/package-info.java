/**
 * Finds what may be secret in texts that people read. Start with {@link
 * dev.mcpfly.config.internal.secret.Secrets}.
 */
@NullMarked
package dev.mcpfly.config.internal.secret;

import org.jspecify.annotations.NullMarked;

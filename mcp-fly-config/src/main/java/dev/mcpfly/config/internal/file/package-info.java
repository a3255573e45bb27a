/**
 * Replaces files as a whole, so no reader sees half of one. Start with {@link
 * dev.mcpfly.config.internal.file.AtomicFile}.
 */
@NullMarked
package dev.mcpfly.config.internal.file;

import org.jspecify.annotations.NullMarked;

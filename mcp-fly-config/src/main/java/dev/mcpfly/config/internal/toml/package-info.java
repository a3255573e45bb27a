/**
 * Edits TOML text in place; a scanner reads the grammar with the place of every part. Start with
 * {@link dev.mcpfly.config.internal.toml.TomlFormat}.
 */
@NullMarked
package dev.mcpfly.config.internal.toml;

import org.jspecify.annotations.NullMarked;

/**
 * Edits TOML text in place; tomlj judges and reads, a scanner of our own knows where every part
 * stands. Start with {@link dev.mcpfly.config.internal.toml.TomlFormat}.
 */
@NullMarked
package dev.mcpfly.config.internal.toml;

import org.jspecify.annotations.NullMarked;

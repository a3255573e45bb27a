/**
 * Edits JSON text, with comments and trailing commas where they are allowed. Start with {@link
 * dev.mcpfly.config.internal.json.JsonFormat}.
 */
@NullMarked
package dev.mcpfly.config.internal.json;

import org.jspecify.annotations.NullMarked;

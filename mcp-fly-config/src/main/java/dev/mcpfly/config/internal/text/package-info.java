/**
 * Engines that edit configuration text in place, one for each format, and know nothing of MCP or of
 * files. Start with {@link dev.mcpfly.config.internal.text.TextFormat}.
 */
@NullMarked
package dev.mcpfly.config.internal.text;

import org.jspecify.annotations.NullMarked;

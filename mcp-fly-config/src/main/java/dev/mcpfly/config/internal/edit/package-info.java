/**
 * What the text engines share: collected edits, lines, bracketed lists, plain trees. Start with
 * {@link dev.mcpfly.config.internal.edit.TextEdits}.
 */
@NullMarked
package dev.mcpfly.config.internal.edit;

import org.jspecify.annotations.NullMarked;

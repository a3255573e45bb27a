/**
 * What layers are made of: tar archives, the tree of files that a stack of them amounts to, and
 * gzip on all cores. Start at {@link dev.mcpfly.image.internal.FileTree}; nothing here knows of
 * registries or of MCP.
 */
@NullMarked
package dev.mcpfly.image.internal;

import org.jspecify.annotations.NullMarked;

/**
 * The building blocks of layers: tar archives, the file tree of a stack of layers, and gzip on all
 * cores. Start at {@link dev.mcpfly.image.internal.FileTree}; nothing here depends on registries or
 * MCP.
 */
@NullMarked
package dev.mcpfly.image.internal;

import org.jspecify.annotations.NullMarked;

/**
 * Small MCP servers for the scripts to launch. Start with {@link dev.mcpfly.examples.NoteServer}.
 */
@NullMarked
package dev.mcpfly.examples;

import org.jspecify.annotations.NullMarked;

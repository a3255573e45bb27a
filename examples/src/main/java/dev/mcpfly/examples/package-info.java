/**
 * What the scripts in this folder need: the runner that starts them and a small MCP server to
 * launch. Start with {@link dev.mcpfly.examples.RunMain}.
 */
@NullMarked
package dev.mcpfly.examples;

import org.jspecify.annotations.NullMarked;

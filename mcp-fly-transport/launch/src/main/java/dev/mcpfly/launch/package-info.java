/**
 * Deploys an MCP server on Fly.io and puts it into MCP clients. Start with {@link
 * dev.mcpfly.launch.McpLauncher}.
 */
@NullMarked
package dev.mcpfly.launch;

import org.jspecify.annotations.NullMarked;

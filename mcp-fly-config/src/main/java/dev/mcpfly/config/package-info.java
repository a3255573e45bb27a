/**
 * Reads and edits the configuration files of MCP clients, and leaves everything else in them
 * unchanged. Start with {@link dev.mcpfly.config.McpClients}, which knows every supported client.
 */
@NullMarked
package dev.mcpfly.config;

import org.jspecify.annotations.NullMarked;

/**
 * The configuration files of MCP clients, read and edited without a scratch. Start with {@link
 * dev.mcpfly.config.McpClients}, which knows every supported client.
 */
@NullMarked
package dev.mcpfly.config;

import org.jspecify.annotations.NullMarked;

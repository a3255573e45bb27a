/**
 * Relays that move MCP messages between stdio and HTTP. Start with {@link
 * dev.mcpfly.transport.Relay}, which serves a stdio server over HTTP, or {@link
 * dev.mcpfly.transport.StdioProxy}, which does the opposite.
 */
@NullMarked
package dev.mcpfly.transport;

import org.jspecify.annotations.NullMarked;

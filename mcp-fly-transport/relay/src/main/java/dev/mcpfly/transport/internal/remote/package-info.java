/**
 * The client side of a relay: one conversation with a remote MCP server, whichever way that server
 * speaks HTTP. Start with {@link dev.mcpfly.transport.internal.remote.RemoteConversation}; nothing
 * in here knows the public types.
 */
@NullMarked
package dev.mcpfly.transport.internal.remote;

import org.jspecify.annotations.NullMarked;

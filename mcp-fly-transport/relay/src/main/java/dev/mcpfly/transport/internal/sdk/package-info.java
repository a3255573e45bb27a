/**
 * The seam to the MCP Java SDK, which is an optional dependency. Start with {@link
 * dev.mcpfly.transport.internal.sdk.RemoteClientTransport}, its client side, and {@link
 * dev.mcpfly.transport.internal.sdk.ServedSessions}, its server side; {@code Modern…} is the same
 * for the SDK's API for the stateless revision, which SDKs before 2.2 lack. Nothing outside this
 * package names a type of the SDK, but for the return types of public methods.
 */
@NullMarked
package dev.mcpfly.transport.internal.sdk;

import org.jspecify.annotations.NullMarked;

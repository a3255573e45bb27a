/**
 * The client's side of sign-in: finds a server's authorization server, registers, gets tokens,
 * keeps them, and renews them. Start with {@link
 * dev.mcpfly.transport.internal.auth.client.OAuthSession}, which one connection to a server asks
 * for its token.
 */
@NullMarked
package dev.mcpfly.transport.internal.auth.client;

import org.jspecify.annotations.NullMarked;

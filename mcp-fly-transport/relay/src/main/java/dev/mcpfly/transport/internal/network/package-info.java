/**
 * The way out of the network that a program is in: proxies and certificates, read from the
 * environment and from a file. Exported to the launcher alone, which begins at {@link
 * dev.mcpfly.transport.internal.network.NetworkAccess}.
 */
@NullMarked
package dev.mcpfly.transport.internal.network;

import org.jspecify.annotations.NullMarked;

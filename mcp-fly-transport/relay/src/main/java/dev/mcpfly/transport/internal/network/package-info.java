/**
 * The way out of the network that a program is in: proxies and certificates, read from the
 * environment and from a file.
 */
@NullMarked
package dev.mcpfly.transport.internal.network;

import org.jspecify.annotations.NullMarked;

/**
 * Other people's HTTP servers in front of a relay. Start with {@link
 * dev.mcpfly.transport.internal.front.ServletExchange} and {@link
 * dev.mcpfly.transport.internal.front.HandlerExchange}: each carries one exchange.
 */
@NullMarked
package dev.mcpfly.transport.internal.front;

import org.jspecify.annotations.NullMarked;

/**
 * The relay itself: who may come in, which child a message goes to, and which client an answer
 * belongs to. Start with {@link dev.mcpfly.transport.internal.relay.RelayCore}, which every HTTP
 * front hands its exchanges to.
 */
@NullMarked
package dev.mcpfly.transport.internal.relay;

import org.jspecify.annotations.NullMarked;

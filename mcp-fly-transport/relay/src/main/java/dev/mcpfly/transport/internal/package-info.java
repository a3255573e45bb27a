/**
 * What both directions of a relay stand on: the byte-level reading of JSON-RPC envelopes and the
 * child processes. Start with {@link dev.mcpfly.transport.internal.Envelope} and {@link
 * dev.mcpfly.transport.internal.ChildProcess}; nothing in here knows HTTP or the public types.
 */
@NullMarked
package dev.mcpfly.transport.internal;

import org.jspecify.annotations.NullMarked;

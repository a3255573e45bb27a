/**
 * What the runnable jar needs besides the relays themselves: its arguments, its help and its log
 * lines. Start with {@link dev.mcpfly.transport.internal.cli.CommandLine}.
 */
@NullMarked
package dev.mcpfly.transport.internal.cli;

import org.jspecify.annotations.NullMarked;

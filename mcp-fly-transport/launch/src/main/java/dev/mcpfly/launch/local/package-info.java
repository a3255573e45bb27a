/**
 * Runs the machines of the emulator as processes of this computer, so that a whole launch happens
 * without an account. Start with {@link dev.mcpfly.launch.local.LocalMachines}.
 */
@NullMarked
package dev.mcpfly.launch.local;

import org.jspecify.annotations.NullMarked;

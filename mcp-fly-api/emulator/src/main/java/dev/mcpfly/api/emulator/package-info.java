/**
 * The Fly Machines API in this process, for tests and for work without an account: a real HTTP
 * server on loopback with real state, lifecycle, errors and limits. Start with {@link
 * dev.mcpfly.api.emulator.FlyEmulator}; set a {@link dev.mcpfly.api.emulator.MachineRuntime} to
 * make its machines run something. Logs through {@link System.Logger} under the name {@code
 * dev.mcpfly.api.emulator}.
 */
@NullMarked
package dev.mcpfly.api.emulator;

import org.jspecify.annotations.NullMarked;

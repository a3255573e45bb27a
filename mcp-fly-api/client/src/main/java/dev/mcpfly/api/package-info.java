/**
 * A client for the Fly Machines API. Start with {@link dev.mcpfly.api.FlyClient}; every operation
 * of the API is reached from it.
 *
 * <p>Logs through {@link System.Logger} under the name {@code dev.mcpfly.api}: failed cleanups as
 * warnings, details that a program need not know at debug. Tokens and bodies are never logged.
 */
@NullMarked
package dev.mcpfly.api;

import org.jspecify.annotations.NullMarked;

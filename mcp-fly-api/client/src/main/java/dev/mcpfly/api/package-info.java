/**
 * A client for the Fly Machines API. Start with {@link dev.mcpfly.api.FlyClient}; every operation
 * of the API is reached from it.
 */
@NullMarked
package dev.mcpfly.api;

import org.jspecify.annotations.NullMarked;

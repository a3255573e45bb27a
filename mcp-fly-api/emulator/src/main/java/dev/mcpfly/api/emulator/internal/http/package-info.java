/**
 * The emulator's HTTP plumbing: routes, calls, replies, errors and JSON, independent of the API's
 * resources. Start with {@link dev.mcpfly.api.emulator.internal.http.Routes}.
 */
@NullMarked
package dev.mcpfly.api.emulator.internal.http;

import org.jspecify.annotations.NullMarked;

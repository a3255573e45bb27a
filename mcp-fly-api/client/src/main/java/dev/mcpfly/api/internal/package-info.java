/**
 * Neutral parts of the client that know no type of the API: transports, rate limits, identifiers.
 * Not exported; start with {@link dev.mcpfly.api.internal.Transport}.
 */
@NullMarked
package dev.mcpfly.api.internal;

import org.jspecify.annotations.NullMarked;

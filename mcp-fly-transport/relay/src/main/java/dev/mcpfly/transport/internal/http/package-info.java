/**
 * HTTP as the relay needs it, independent of the server that it came through. Start with {@link
 * dev.mcpfly.transport.internal.http.Exchange}, which every front implements.
 */
@NullMarked
package dev.mcpfly.transport.internal.http;

import org.jspecify.annotations.NullMarked;

/** The server side of sign-in: who may use a relay, and a small authorization server. */
@NullMarked
package dev.mcpfly.transport.internal.auth;

import org.jspecify.annotations.NullMarked;

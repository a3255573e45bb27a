/**
 * Sign-in by OAuth 2.1, as the MCP authorization specification describes it: for a relay that
 * trusts an existing issuer or signs its own users in, and for clients of servers that ask for it.
 */
@NullMarked
package dev.mcpfly.transport.auth;

import org.jspecify.annotations.NullMarked;

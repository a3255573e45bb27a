package dev.mcpfly.transport.internal.auth.client;

import java.util.List;

/**
 * The authorization server and the resource of an MCP server.
 *
 * @param resource the server's identifier, as tokens are asked for (RFC 8707)
 * @param resourceScopes all scopes that the server's metadata lists
 */
record Discovered(AuthorizationServer server, String resource, List<String> resourceScopes) {}

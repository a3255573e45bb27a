package dev.mcpfly.config;

/**
 * What a client can do with the entries of its file.
 *
 * @param stdio whether it starts servers
 * @param http whether it speaks Streamable HTTP
 * @param sse whether it speaks HTTP+SSE
 * @param headers whether it sends headers to a remote server
 * @param environmentReferences whether a value may name an environment variable instead of holding
 *     the secret
 * @param prompts whether it can ask the user for a value
 * @param onOffSwitch whether an entry can be switched off in the file
 * @param projectScope whether it reads a file in a project's directory
 */
public record ClientCapabilities(
    boolean stdio,
    boolean http,
    boolean sse,
    boolean headers,
    boolean environmentReferences,
    boolean prompts,
    boolean onOffSwitch,
    boolean projectScope) {}

package dev.mcpfly.config;

/**
 * What a client can do with the entries of its file.
 *
 * @param stdio whether it starts servers
 * @param http whether it speaks Streamable HTTP
 * @param sse whether it speaks HTTP+SSE
 * @param headers whether an entry can hold the headers that are sent to a remote server, {@code
 *     Authorization} with its value included
 * @param environmentReferences whether a value may name an environment variable instead of holding
 *     the secret
 * @param prompts whether it can ask the user for a value
 * @param onOffSwitch whether an entry can be switched off in the file
 * @param projectScope whether it reads a file in a project's directory
 * @param autoApproval whether an entry can name tools that are run without asking
 * @param signsIn whether it signs in by OAuth at a remote server that asks for it
 */
public record ClientCapabilities(
    boolean stdio,
    boolean http,
    boolean sse,
    boolean headers,
    boolean environmentReferences,
    boolean prompts,
    boolean onOffSwitch,
    boolean projectScope,
    boolean autoApproval,
    boolean signsIn) {
  static ClientCapabilities of(ClientDefinition client, EntryDialect dialect) {
    return new ClientCapabilities(
        dialect.stdio,
        dialect.http,
        dialect.sse,
        dialect.http && dialect.literalAuthorization,
        dialect.interpolation.hasEnvironment() || dialect.variables != null,
        dialect.interpolation.prompts(),
        dialect.switchMember != null,
        !client.projectFiles.isEmpty(),
        dialect.autoApproveMember != null,
        dialect.oauth != null && dialect.http);
  }
}

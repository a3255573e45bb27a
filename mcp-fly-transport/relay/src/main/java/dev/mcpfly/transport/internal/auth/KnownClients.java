package dev.mcpfly.transport.internal.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the metadata documents of well-known clients. Their hosts refuse requests from some
 * hosting networks, and a client that has named its document does not fall back to anything else.
 */
final class KnownClients {
  private static final Map<String, SignInClient> ALL = new LinkedHashMap<>();

  static {
    known(
        "https://claude.ai/oauth/mcp-oauth-client-metadata",
        "Claude",
        "https://claude.ai/api/mcp/auth_callback",
        "https://claude.com/api/mcp/auth_callback");
    known(
        "https://claude.ai/oauth/claude-code-client-metadata",
        "Claude Code",
        "http://localhost/callback",
        "http://127.0.0.1/callback");
    known(
        "https://chatgpt.com/oauth/client.json",
        "ChatGPT",
        "https://chatgpt.com/connector_platform_oauth_redirect");
    known(
        "https://chatgpt.com/oauth/codex/client.json",
        "Codex",
        "http://127.0.0.1/callback",
        "http://localhost/callback");
    known(
        "https://vscode.dev/oauth/client-metadata.json",
        "Visual Studio Code",
        "http://127.0.0.1:33418/",
        "http://127.0.0.1/",
        "https://vscode.dev/redirect",
        "https://insiders.vscode.dev/redirect");
    known("https://zed.dev/oauth/client-metadata.json", "Zed", "http://127.0.0.1/callback");
    known(
        "https://goose-docs.ai/oauth/client-metadata.json",
        "goose",
        "http://localhost/oauth_callback",
        "http://127.0.0.1/oauth_callback");
    known(
        "https://cursor.com/oauth/mcp-client.json",
        "Cursor",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "https://www.cursor.com/agents/mcp/oauth/callback",
        "http://localhost:8787/callback");
  }

  private KnownClients() {}

  private static void known(String id, String name, String... redirects) {
    ALL.put(id, new SignInClient(id, name, List.of(redirects), false, SignInClient.Origin.KNOWN));
  }

  static @Nullable SignInClient find(String id) {
    return ALL.get(id);
  }
}

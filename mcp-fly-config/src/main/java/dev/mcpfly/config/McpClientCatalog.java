package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The clients of one machine. Obtained from {@link McpClients#in}; immutable. */
public final class McpClientCatalog {
  private final Map<String, McpClient> clients = new LinkedHashMap<>();

  McpClientCatalog(HostEnvironment host) {
    List<ClientDefinition> definitions = new ArrayList<>(BuiltInClients.all());
    for (McpClientProvider provider : ServiceLoader.load(McpClientProvider.class)) {
      definitions.addAll(provider.clients());
    }
    definitions.forEach(definition -> clients.put(definition.id, new McpClient(definition, host)));
  }

  /** Returns all known clients, the most common first. */
  public List<McpClient> all() {
    return List.copyOf(clients.values());
  }

  /** Returns the clients that seem to be installed, each with the reasons. */
  public List<DetectedClient> detected() {
    List<DetectedClient> detected = new ArrayList<>();
    for (McpClient client : clients.values()) {
      List<String> signs = client.signsOfInstallation();
      if (!signs.isEmpty()) {
        detected.add(new DetectedClient(client, signs));
      }
    }
    return List.copyOf(detected);
  }

  /** Returns the client with this id or alias, if it is known. */
  public Optional<McpClient> byId(String id) {
    return Optional.ofNullable(clients.get(id))
        .or(
            () ->
                clients.values().stream()
                    .filter(client -> client.aliases().contains(id))
                    .findFirst());
  }

  /** Returns Claude Desktop. */
  public McpClient claudeDesktop() {
    return get("claude-desktop");
  }

  /** Returns Cursor. */
  public McpClient cursor() {
    return get("cursor");
  }

  /** Returns Neovim with MCPHub. */
  public McpClient neovim() {
    return get("neovim");
  }

  /** Returns Visual Studio Code. */
  public McpClient vscode() {
    return get("vscode");
  }

  /** Returns Visual Studio Code Insiders. */
  public McpClient vscodeInsiders() {
    return get("vscode-insiders");
  }

  /** Returns VSCodium. */
  public McpClient vscodium() {
    return get("vscodium");
  }

  /** Returns Windsurf. */
  public McpClient windsurf() {
    return get("windsurf");
  }

  /** Returns Devin Desktop, the successor of Windsurf. */
  public McpClient devinDesktop() {
    return get("devin-desktop");
  }

  /** Returns Zed. */
  public McpClient zed() {
    return get("zed");
  }

  /** Returns Claude Code. */
  public McpClient claudeCode() {
    return get("claude-code");
  }

  /** Returns OpenAI Codex. */
  public McpClient codex() {
    return get("codex");
  }

  /** Returns Gemini CLI. */
  public McpClient geminiCli() {
    return get("gemini-cli");
  }

  /** Returns Qwen Code. */
  public McpClient qwenCode() {
    return get("qwen-code");
  }

  /** Returns OpenCode. */
  public McpClient opencode() {
    return get("opencode");
  }

  /** Returns Kilo Code. */
  public McpClient kiloCode() {
    return get("kilo-code");
  }

  /** Returns GitHub Copilot CLI. */
  public McpClient copilotCli() {
    return get("copilot-cli");
  }

  /** Returns Cline. */
  public McpClient cline() {
    return get("cline");
  }

  /** Returns Roo Code. */
  public McpClient rooCode() {
    return get("roo-code");
  }

  /** Returns Goose. */
  public McpClient goose() {
    return get("goose");
  }

  /** Returns Continue. */
  public McpClient continueDev() {
    return get("continue");
  }

  /** Returns the Amazon Q Developer CLI. */
  public McpClient amazonQ() {
    return get("amazon-q");
  }

  /** Returns Kiro. */
  public McpClient kiro() {
    return get("kiro");
  }

  /** Returns Crush. */
  public McpClient crush() {
    return get("crush");
  }

  /** Returns Google Antigravity. */
  public McpClient antigravity() {
    return get("antigravity");
  }

  /** Returns LM Studio. */
  public McpClient lmStudio() {
    return get("lmstudio");
  }

  /** Returns JetBrains Junie. */
  public McpClient junie() {
    return get("junie");
  }

  /** Returns Warp. */
  public McpClient warp() {
    return get("warp");
  }

  /** Returns Visual Studio. */
  public McpClient visualStudio() {
    return get("visual-studio");
  }

  /** Returns ChatGPT desktop, which shares {@link #codex()}'s file. */
  public McpClient chatgptDesktop() {
    return get("chatgpt-desktop");
  }

  /** Returns Amp. */
  public McpClient amp() {
    return get("amp");
  }

  /** Returns Factory droid. */
  public McpClient droid() {
    return get("droid");
  }

  /** Returns Kimi Code. */
  public McpClient kimiCode() {
    return get("kimi-code");
  }

  /** Returns Mistral Vibe. */
  public McpClient mistralVibe() {
    return get("mistral-vibe");
  }

  /** Returns Hermes. */
  public McpClient hermes() {
    return get("hermes");
  }

  /** Returns OpenClaw. */
  public McpClient openClaw() {
    return get("openclaw");
  }

  /** Returns Auggie. */
  public McpClient auggie() {
    return get("auggie");
  }

  /** Returns Trae. */
  public McpClient trae() {
    return get("trae");
  }

  /** Returns Qoder. */
  public McpClient qoder() {
    return get("qoder");
  }

  /** Returns Qoder CLI. */
  public McpClient qoderCli() {
    return get("qoder-cli");
  }

  /** Returns Rovo Dev. */
  public McpClient rovoDev() {
    return get("rovo-dev");
  }

  /** Returns Grok Build. */
  public McpClient grokBuild() {
    return get("grok-build");
  }

  /** Returns Pi with its MCP adapter. */
  public McpClient pi() {
    return get("pi");
  }

  /** Returns fx. */
  public McpClient fx() {
    return get("fx");
  }

  /** Returns Mastra Code. */
  public McpClient mastraCode() {
    return get("mastra-code");
  }

  /** Returns MCPorter. */
  public McpClient mcporter() {
    return get("mcporter");
  }

  /** Returns Abacus AI. */
  public McpClient abacusAi() {
    return get("abacus-ai");
  }

  /** Returns CodeArts CLI. */
  public McpClient codeArts() {
    return get("codearts");
  }

  /** Returns VS Code Server. */
  public McpClient vscodeServer() {
    return get("vscode-server");
  }

  /** Returns GitHub Copilot for JetBrains' IDEs. */
  public McpClient copilotJetBrains() {
    return get("copilot-jetbrains");
  }

  /** Returns GitHub Copilot for Xcode. */
  public McpClient copilotXcode() {
    return get("copilot-xcode");
  }

  /** Returns AnythingLLM. */
  public McpClient anythingLlm() {
    return get("anythingllm");
  }

  /** Returns Jan. */
  public McpClient jan() {
    return get("jan");
  }

  /** Returns LibreChat. */
  public McpClient libreChat() {
    return get("librechat");
  }

  /** Returns BoltAI. */
  public McpClient boltAi() {
    return get("boltai");
  }

  /** Returns Enconvo. */
  public McpClient enconvo() {
    return get("enconvo");
  }

  /** Returns Tome. */
  public McpClient tome() {
    return get("tome");
  }

  private McpClient get(String id) {
    return byId(id)
        .orElseThrow(
            () -> new IllegalStateException("The client " + id + " is missing from the table."));
  }
}

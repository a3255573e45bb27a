package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.ConfigFormat.YAML;
import static dev.mcpfly.config.EditorClients.APPDATA;
import static dev.mcpfly.config.EditorClients.CONFIG_HOME;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifDirectory;
import static dev.mcpfly.config.FileCandidate.ifFile;
import static dev.mcpfly.config.LinkStyle.Kind.NAME_AND_ENCODED_BASE64;
import static dev.mcpfly.config.LinkStyle.Kind.TYPE_NAME_AND_BASE64;
import static dev.mcpfly.config.McpClient.Confidence.INSTALLERS;
import static dev.mcpfly.config.McpClient.Confidence.REPORTED;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import dev.mcpfly.config.McpServerEntry.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Further editors, and chat applications. */
final class DesktopClients {
  private static final String LOCAL = "${LOCALAPPDATA:-~/AppData/Local}";

  private DesktopClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(
        trae(),
        qoder(),
        vscodeServer(),
        copilotJetBrains(),
        copilotXcode(),
        anythingLlm(),
        jan(),
        libreChat(),
        boltAi(),
        stdioOnly("enconvo", "Enconvo", "~/.config/enconvo/mcp_config.json"),
        stdioOnly("tome", "Tome", "~/.tome/mcp_config.json"));
  }

  private static ClientDefinition trae() {
    String file = "/Trae/User/mcp.json";
    return ClientDefinition.builder("trae")
        .displayName("Trae")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.oauth(OAuthSpelling.DISCOVERED)),
            "mcpServers")
        .userFile(MACOS, "~/Library/Application Support" + file)
        .userFile(LINUX, CONFIG_HOME + file)
        .userFile(WINDOWS, APPDATA + file)
        .projectFile(".trae/mcp.json")
        .names(CommandLineClients.PLAIN_NAMES, CommandLineClients.PLAIN_NAMES_RULE)
        .with(ClientTrait.NO_SPACES_IN_COMMAND)
        .commands("trae")
        .link(new LinkStyle("trae://trae.ai-ide/mcp-import?", TYPE_NAME_AND_BASE64))
        .source(INSTALLERS, "ToolHive and Smithery")
        .build();
  }

  private static ClientDefinition qoder() {
    return ClientDefinition.builder("qoder")
        .displayName("Qoder")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.httpType("http").sseType("sse")),
            "mcpServers")
        .userFile(MACOS, "~/.qoder/mcp.json")
        .userFile(LINUX, "~/.qoder/mcp.json")
        .userFile(WINDOWS, APPDATA + "/Qoder/SharedClientCache/mcp.json")
        .commands("qoder")
        .link(new LinkStyle("qoder://aicoding.aicoding-deeplink/mcp/add?", NAME_AND_ENCODED_BASE64))
        .source(INSTALLERS, "ToolHive")
        .build();
  }

  /** The file that VS Code reads on the machine that it is connected to. */
  private static ClientDefinition vscodeServer() {
    String file = "/data/User/mcp.json";
    return ClientDefinition.builder("vscode-server")
        .displayName("VS Code Server")
        .servers(JSONC, EditorClients.vscodeDialect(), "servers")
        .userFiles(
            ifDirectory("~/.vscode-server" + file),
            ifDirectory("~/.vscode-server-insiders" + file),
            always("~/.vscode-server" + file))
        .projectFile(".vscode/mcp.json")
        .source(INSTALLERS, "ToolHive")
        .build();
  }

  private static ClientDefinition copilotJetBrains() {
    return ClientDefinition.builder("copilot-jetbrains")
        .displayName("GitHub Copilot for JetBrains")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "servers")
        .userFile(MACOS, "~/.config/github-copilot/intellij/mcp.json")
        .userFile(LINUX, "~/.config/github-copilot/intellij/mcp.json")
        .userFile(WINDOWS, LOCAL + "/github-copilot/intellij/mcp.json")
        .source(
            REPORTED,
            "what users wrote in microsoft/copilot-intellij-feedback, #168, #672 and #701")
        .build();
  }

  private static ClientDefinition copilotXcode() {
    return ClientDefinition.builder("copilot-xcode")
        .displayName("GitHub Copilot for Xcode")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "servers")
        .userFile(MACOS, "~/.config/github-copilot/xcode/mcp.json")
        .source(REPORTED, "a third party's guide")
        .build();
  }

  /** Rejects a remote entry without a type. */
  private static ClientDefinition anythingLlm() {
    String file = "/plugins/anythingllm_mcp_servers.json";
    String desktop = "/anythingllm-desktop/storage" + file;
    ClientDefinition.Builder client =
        ClientDefinition.builder("anythingllm")
            .displayName("AnythingLLM")
            .servers(
                JSON, EntryDialect.of(d -> d.httpType("streamable").sseType("sse")), "mcpServers")
            .source(SOURCE_CODE, "Mintplex-Labs/anything-llm; the desktop's path by guides");
    Map.of(
            MACOS, "~/Library/Application Support" + desktop,
            LINUX, CONFIG_HOME + desktop,
            WINDOWS, APPDATA + desktop)
        .forEach(
            (system, path) ->
                client.userFiles(system, ifDirectory("${STORAGE_DIR}" + file), always(path)));
    return client.build();
  }

  /** Requires a command in remote entries too. */
  private static ClientDefinition jan() {
    String file = "/Jan/data/mcp_config.json";
    return ClientDefinition.builder("jan")
        .displayName("Jan")
        .servers(
            JSON,
            EntryDialect.of(
                d ->
                    d.httpType("http")
                        .sseType("sse")
                        .switchMember("active", true)
                        .newEntriesHave("active", true)
                        .remoteEntriesHave("command", "")
                        .remoteEntriesHave("args", List.of())),
            "mcpServers")
        .userFile(MACOS, "~/Library/Application Support" + file)
        .userFile(LINUX, "${XDG_DATA_HOME:-~/.local/share}" + file)
        .userFile(WINDOWS, APPDATA + file)
        .source(REPORTED, "third parties' guides, for the path; entries by janhq/jan's source")
        .build();
  }

  /** A self-hosted server whose file is in its own directory; a URL without a type means SSE. */
  private static ClientDefinition libreChat() {
    return ClientDefinition.builder("librechat")
        .displayName("LibreChat")
        .servers(
            YAML,
            EntryDialect.of(
                d ->
                    d.stdioType("stdio")
                        .httpType("streamable-http")
                        .sseType("sse")
                        .untypedUrlIs(Transport.SSE)
                        .timeoutIn(Duration.ofMillis(1))
                        .oauth(
                            OAuthSpelling.DISCOVERED
                                .clientId("oauth", "client_id")
                                .clientSecret("oauth", "client_secret")
                                .scopeText("oauth", "scope"))
                        .interpolation(Interpolation.BRACES)),
            "mcpServers")
        .userFile("${LIBRECHAT_CONFIG_DIR:-~}/LibreChat/librechat.yaml")
        .projectFile("librechat.yaml")
        .source(SOURCE_CODE, "danny-avila/LibreChat, packages/data-provider; the path by Smithery")
        .build();
  }

  private static ClientDefinition boltAi() {
    return ClientDefinition.builder("boltai")
        .displayName("BoltAI")
        .servers(
            JSON_WITH_COMMENTS, EntryDialect.of(EntryDialect.Builder::unverifiedHttp), "mcpServers")
        .userFiles(ifFile("~/.boltai/mcp.json"), always("~/.boltai/mcp.json"))
        .installedAt("/Applications/BoltAI.app")
        .source(INSTALLERS, "Smithery")
        .build();
  }

  private static ClientDefinition stdioOnly(String id, String displayName, String file) {
    return ClientDefinition.builder(id)
        .displayName(displayName)
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(EntryDialect.Builder::stdioOnly), "mcpServers")
        .userFile(file)
        .installedAt("/Applications/" + displayName + ".app")
        .source(INSTALLERS, "Smithery")
        .build();
  }
}

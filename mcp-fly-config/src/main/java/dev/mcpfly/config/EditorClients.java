package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifDirectory;
import static dev.mcpfly.config.FileCandidate.ifFile;
import static dev.mcpfly.config.LinkStyle.Kind.JSON_QUERY;
import static dev.mcpfly.config.LinkStyle.Kind.NAME_AND_BASE64;
import static dev.mcpfly.config.McpClient.Confidence.DOCUMENTED;
import static dev.mcpfly.config.McpClient.Confidence.INSTALLERS;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import dev.mcpfly.config.internal.text.Container;
import java.time.Duration;
import java.util.List;

/** Claude Desktop, Cursor, Neovim, VS Code and its kin, Windsurf and its successor, Zed. */
final class EditorClients {
  static final String APPDATA = "${APPDATA:-~/AppData/Roaming}";
  static final String CONFIG_HOME = "${XDG_CONFIG_HOME:-~/.config}";
  static final String SHORT_NAMES = "[A-Za-z0-9_-]{1,40}";
  static final String SHORT_NAMES_RULE = "up to 40 letters, digits, hyphens and underscores";

  private static final OAuthSpelling CURSOR_OAUTH =
      OAuthSpelling.DISCOVERED
          .clientId("auth", "CLIENT_ID")
          .clientSecret("auth", "CLIENT_SECRET")
          .scopeList("auth", "scopes");

  private EditorClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(
        claudeDesktop(),
        cursor(),
        neovim(),
        vscode("vscode", "VS Code", "Code", "code", "com.visualstudio.code")
            .link(new LinkStyle("vscode:mcp/install?", JSON_QUERY))
            .build(),
        vscode(
                "vscode-insiders",
                "VS Code Insiders",
                "Code - Insiders",
                "code-insiders",
                "com.visualstudio.code.insiders")
            .link(new LinkStyle("vscode-insiders:mcp/install?", JSON_QUERY))
            .build(),
        vscode("vscodium", "VSCodium", "VSCodium", "codium", "com.vscodium.codium").build(),
        windsurf(),
        devinDesktop(),
        zed());
  }

  /** Accepts stdio servers only: a remote entry can make the app drop the whole section. */
  private static ClientDefinition claudeDesktop() {
    String local = "${LOCALAPPDATA:-~/AppData/Local}";
    return ClientDefinition.builder("claude-desktop")
        .displayName("Claude Desktop")
        .layout(
            FileLayout.map(JSON, EntryDialect.of(EntryDialect.Builder::stdioOnly), "mcpServers")
                .withoutByteOrderMark())
        // It drops all tools of a server with parentheses in its name.
        .names("[^()]+", "a name without parentheses")
        .userFile(MACOS, "~/Library/Application Support/Claude/claude_desktop_config.json")
        .userFile(LINUX, CONFIG_HOME + "/Claude/claude_desktop_config.json")
        .userFiles(
            WINDOWS,
            // The packaged app sees its own copy of the roaming directory.
            always(
                local + "/Packages/Claude_*/LocalCache/Roaming/Claude/claude_desktop_config.json"),
            always(APPDATA + "/Claude/claude_desktop_config.json"))
        .breaksSpacesInArgumentsOnWindows()
        .installedAt("/Applications/Claude.app")
        .source(INSTALLERS, "VS Code's importer, and users' reports of remote entries")
        .build();
  }

  private static ClientDefinition cursor() {
    return ClientDefinition.builder("cursor")
        .displayName("Cursor")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.sseInferred().replacesEnvColon().oauth(CURSOR_OAUTH)),
            "mcpServers")
        .userFile("~/.cursor/mcp.json")
        .projectFile(".cursor/mcp.json")
        .names(SHORT_NAMES, SHORT_NAMES_RULE)
        .commands("cursor", "cursor-agent")
        .breaksSpacesInArgumentsOnWindows()
        .installedAt("/Applications/Cursor.app")
        .source(DOCUMENTED, "cursor.com/docs/mcp")
        .link(new LinkStyle("cursor://anysphere.cursor-deeplink/mcp/install?", NAME_AND_BASE64))
        .build();
  }

  /** MCPHub reads its file with two parsers; what is written must please the stricter one. */
  private static ClientDefinition neovim() {
    EntryDialect dialect =
        EntryDialect.of(
            d ->
                d.sseInferred()
                    .workingDirectory()
                    .disabledMember()
                    .autoApproveMember("autoApprove")
                    .interpolation(Interpolation.HUB));
    Container servers = mapAt("servers");
    Container mcpServers = mapAt("mcpServers");
    FileLayout own = FileLayout.map(JSONC, dialect, "mcpServers").preferring(servers);
    FileLayout shared = FileLayout.map(JSONC, dialect, "servers").preferring(servers, mcpServers);
    return ClientDefinition.builder("neovim")
        .displayName("Neovim (MCPHub)")
        .layout(own)
        .layout(".vscode/mcp.json", shared)
        .userFile("~/.config/mcphub/servers.json")
        .projectFiles(
            ifFile(".mcphub/servers.json"),
            ifFile(".vscode/mcp.json"),
            ifFile(".cursor/mcp.json"),
            always(".mcphub/servers.json"))
        .commands("mcp-hub")
        .source(SOURCE_CODE, "ravitemer/mcphub.nvim, lua/mcphub/config.lua")
        .build();
  }

  static EntryDialect vscodeDialect() {
    return EntryDialect.of(
        d ->
            d.stdioType("stdio")
                .httpType("http")
                .sseType("sse")
                .workingDirectory()
                .oauth(OAuthSpelling.DISCOVERED)
                .interpolation(Interpolation.VSCODE));
  }

  private static ClientDefinition.Builder vscode(
      String id, String displayName, String directory, String command, String flatpak) {
    EntryDialect dialect = vscodeDialect();
    String file = "/" + directory + "/User/mcp.json";
    return ClientDefinition.builder(id)
        .displayName(displayName)
        .layout(
            FileLayout.map(JSONC, dialect, "servers")
                .alsoReading(mapAt("mcp", "servers"), mapAt("mcpServers")))
        // Where servers were before version 1.102, and still are in a multi-root workspace.
        .layout("settings.json", FileLayout.map(JSONC, dialect, "mcp", "servers"))
        .layout(".code-workspace", FileLayout.map(JSONC, dialect, "settings", "mcp", "servers"))
        .userFile(MACOS, "~/Library/Application Support" + file)
        .userFiles(
            LINUX,
            ifDirectory(CONFIG_HOME + file),
            ifDirectory("~/.var/app/" + flatpak + "/config" + file),
            always(CONFIG_HOME + file))
        .userFile(WINDOWS, APPDATA + file)
        .projectFile(".vscode/mcp.json")
        .with(ClientTrait.PROFILES)
        .commands(command)
        .source(SOURCE_CODE, "microsoft/vscode, src/vs/platform/mcp/common");
  }

  private static ClientDefinition windsurf() {
    return ClientDefinition.builder("windsurf")
        .displayName("Windsurf")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d ->
                    d.urlMember("serverUrl")
                        .sseInferred()
                        .disabledMember()
                        .oauth(OAuthSpelling.DISCOVERED)
                        .replacesEnvColon()),
            "mcpServers")
        .userFiles(
            ifDirectory("~/.codeium/windsurf/mcp_config.json"),
            ifFile("~/.codeium/mcp_config.json"), // the plugin for other editors
            always("~/.codeium/windsurf/mcp_config.json"))
        .commands("windsurf")
        .installedAt("/Applications/Windsurf.app")
        .source(DOCUMENTED, "docs.windsurf.com/windsurf/cascade/mcp")
        .build();
  }

  private static ClientDefinition devinDesktop() {
    return ClientDefinition.builder("devin-desktop")
        .displayName("Devin Desktop")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.sseInferred().disabledMember().replacesEnvColon()),
            "mcpServers")
        .userFile(MACOS, "~/.config/devin/mcp_config.json")
        .userFile(LINUX, "~/.config/devin/mcp_config.json")
        .userFile(WINDOWS, APPDATA + "/devin/mcp_config.json")
        .projectFile(".devin/mcp_config.json")
        .commands("devin")
        .source(INSTALLERS, "five installers, and cli.devin.ai for its command line")
        .build();
  }

  private static ClientDefinition zed() {
    return ClientDefinition.builder("zed")
        .displayName("Zed")
        .servers(
            JSONC,
            EntryDialect.of(
                d ->
                    d.enabledMember()
                        .timeoutIn(Duration.ofSeconds(1))
                        .oauth(OAuthSpelling.DISCOVERED.clientId("oauth", "client_id"))),
            "context_servers")
        .userFile(MACOS, "~/.config/zed/settings.json")
        .userFiles(
            LINUX,
            always("${FLATPAK_XDG_CONFIG_HOME}/zed/settings.json"),
            ifDirectory(CONFIG_HOME + "/zed/settings.json"),
            ifDirectory("~/.var/app/dev.zed.Zed/config/zed/settings.json"),
            always(CONFIG_HOME + "/zed/settings.json"))
        .userFile(WINDOWS, APPDATA + "/Zed/settings.json")
        .projectFile(".zed/settings.json")
        .commands("zed", "zeditor")
        .installedAt("/Applications/Zed.app")
        .source(SOURCE_CODE, "zed-industries/zed, crates/settings_content/src/project.rs")
        .build();
  }

  private static Container mapAt(String... keys) {
    return Container.map(List.of(keys));
  }
}

package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.EditorClients.CONFIG_HOME;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifFile;
import static dev.mcpfly.config.LinkStyle.Kind.JSON_QUERY;
import static dev.mcpfly.config.LinkStyle.Kind.NAME_AND_BASE64;
import static dev.mcpfly.config.LinkStyle.Kind.NAME_AND_JSON;
import static dev.mcpfly.config.McpClient.Confidence.DOCUMENTED;
import static dev.mcpfly.config.McpClient.Confidence.INSTALLERS;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import java.time.Duration;
import java.util.List;

/** Further agents and applications that read a file of servers. */
final class OtherClients {
  private OtherClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(
        amazonQ(), kiro(), crush(), antigravity(), lmStudio(), junie(), warp(), visualStudio());
  }

  private static ClientDefinition antigravity() {
    return ClientDefinition.builder("antigravity")
        .displayName("Google Antigravity")
        .layout(
            FileLayout.map(
                    JSON_WITH_COMMENTS,
                    EntryDialect.of(d -> d.urlMember("serverUrl").oauth(OAuthSpelling.DISCOVERED)),
                    "mcpServers")
                .withoutByteOrderMark())
        .userFiles(
            ifFile("~/.gemini/config/mcp_config.json"),
            ifFile("~/.gemini/antigravity/mcp_config.json"),
            always("~/.gemini/config/mcp_config.json"))
        .projectFile(".agents/mcp_config.json")
        .commands("agy", "antigravity")
        .source(INSTALLERS, "add-mcp 2.4.0 and three guides")
        .build();
  }

  private static ClientDefinition lmStudio() {
    return ClientDefinition.builder("lmstudio")
        .displayName("LM Studio")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "mcpServers")
        .userFile("${@.lmstudio-home-pointer}/mcp.json")
        .userFile(LINUX, "~/.lmstudio/mcp.json")
        .userFile(WINDOWS, "~/.lmstudio/mcp.json")
        .userFiles(
            MACOS,
            ifFile("~/.lmstudio/mcp.json"),
            ifFile("~/.cache/lm-studio/mcp.json"),
            always("~/.lmstudio/mcp.json"))
        .commands("lms")
        .link(new LinkStyle("lmstudio://add_mcp?", NAME_AND_BASE64))
        .source(DOCUMENTED, "lmstudio.ai/docs/app/mcp")
        .build();
  }

  private static ClientDefinition junie() {
    return ClientDefinition.builder("junie")
        .displayName("JetBrains Junie")
        .servers(
            JSON_WITH_COMMENTS, EntryDialect.of(EntryDialect.Builder::unverifiedHttp), "mcpServers")
        .userFile("~/.junie/mcp/mcp.json")
        .projectFile(".junie/mcp/mcp.json")
        .commands("junie")
        .source(
            DOCUMENTED,
            "jetbrains.com/help/junie, model-context-protocol-mcp; HTTP by two third parties")
        .build();
  }

  private static ClientDefinition warp() {
    return ClientDefinition.builder("warp")
        .displayName("Warp")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "mcpServers")
        .userFile("~/.warp/.mcp.json")
        .projectFile(".warp/.mcp.json")
        .installedAt("/Applications/Warp.app")
        .source(
            INSTALLERS, "warpdotdev/warp's own skill agent-add-mcp, and docs.warp.dev for headers")
        .build();
  }

  /** Shares its file's name with Claude Code and Copilot, which read another key of it. */
  private static ClientDefinition visualStudio() {
    return ClientDefinition.builder("visual-studio")
        .displayName("Visual Studio")
        .servers(
            JSONC,
            EntryDialect.of(
                d ->
                    d.stdioType("stdio")
                        .httpType("http")
                        .sseType("sse")
                        .interpolation(Interpolation.VSCODE)),
            "servers")
        .userFile(WINDOWS, "~/.mcp.json")
        .projectFile(".mcp.json")
        .link(new LinkStyle("https://vs-open.link/mcp-install?", JSON_QUERY))
        .source(DOCUMENTED, "learn.microsoft.com/visualstudio/ide/mcp-servers")
        .build();
  }

  private static ClientDefinition amazonQ() {
    return ClientDefinition.builder("amazon-q")
        .displayName("Amazon Q Developer CLI")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d -> d.httpType("http").disabledMember().timeoutIn(Duration.ofMillis(1))),
            "mcpServers")
        .userFile("~/.aws/amazonq/mcp.json")
        .projectFile(".amazonq/mcp.json")
        .commands("q")
        .source(SOURCE_CODE, "aws/amazon-q-developer-cli, crates/chat-cli")
        .build();
  }

  private static ClientDefinition kiro() {
    return ClientDefinition.builder("kiro")
        .displayName("Kiro")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d ->
                    d.disabledMember()
                        .autoApproveMember("autoApprove")
                        .oauth(OAuthSpelling.DISCOVERED)
                        .replacesBraces()),
            "mcpServers")
        .userFile("~/.kiro/settings/mcp.json")
        .projectFile(".kiro/settings/mcp.json")
        .commands("kiro", "kiro-cli")
        .link(new LinkStyle("https://kiro.dev/launch/mcp/add?", NAME_AND_JSON))
        .source(DOCUMENTED, "kiro.dev/docs/mcp/configuration")
        .build();
  }

  private static ClientDefinition crush() {
    return ClientDefinition.builder("crush")
        .displayName("Crush")
        .servers(
            JSON,
            EntryDialect.of(
                d ->
                    d.stdioType("stdio")
                        .httpType("http")
                        .sseType("sse")
                        .disabledMember()
                        .oauth(OAuthSpelling.DISCOVERED)
                        .timeoutIn(Duration.ofSeconds(1))
                        .interpolation(Interpolation.SHELL)),
            "mcp")
        .userFile("${CRUSH_GLOBAL_CONFIG:-" + CONFIG_HOME + "/crush}/crush.json")
        .projectFiles(ifFile(".crush.json"), ifFile("crush.json"), always(".crush.json"))
        .commands("crush")
        .scriptsBeside("crushrc", ".crushrc")
        .source(SOURCE_CODE, "charmbracelet/crush, internal/config and docs/config")
        .build();
  }
}

package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.EditorClients.CONFIG_HOME;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifFile;
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
                    EntryDialect.of(d -> d.urlMember("serverUrl")),
                    "mcpServers")
                .withoutByteOrderMark())
        .userFiles(
            ifFile("~/.gemini/config/mcp_config.json"),
            ifFile("~/.gemini/antigravity/mcp_config.json"),
            always("~/.gemini/config/mcp_config.json"))
        .projectFile(".agents/mcp_config.json")
        .commands("agy", "antigravity")
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
        .build();
  }

  private static ClientDefinition junie() {
    return ClientDefinition.builder("junie")
        .displayName("JetBrains Junie")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(EntryDialect.Builder::stdioOnly), "mcpServers")
        .userFile("~/.junie/mcp/mcp.json")
        .projectFile(".junie/mcp/mcp.json")
        .commands("junie")
        .build();
  }

  private static ClientDefinition warp() {
    return ClientDefinition.builder("warp")
        .displayName("Warp")
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "mcpServers")
        .userFile("~/.warp/.mcp.json")
        .projectFile(".warp/.mcp.json")
        .installedAt("/Applications/Warp.app")
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
        .build();
  }

  private static ClientDefinition kiro() {
    return ClientDefinition.builder("kiro")
        .displayName("Kiro")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.disabledMember().replacesBraces()),
            "mcpServers")
        .userFile("~/.kiro/settings/mcp.json")
        .projectFile(".kiro/settings/mcp.json")
        .commands("kiro", "kiro-cli")
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
                        .timeoutIn(Duration.ofSeconds(1))
                        .interpolation(Interpolation.SHELL)),
            "mcp")
        .userFile("${CRUSH_GLOBAL_CONFIG:-" + CONFIG_HOME + "/crush}/crush.json")
        .projectFiles(ifFile(".crush.json"), ifFile("crush.json"), always(".crush.json"))
        .commands("crush")
        .build();
  }
}

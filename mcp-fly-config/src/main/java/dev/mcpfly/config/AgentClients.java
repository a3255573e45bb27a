package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.EditorClients.APPDATA;
import static dev.mcpfly.config.EditorClients.CONFIG_HOME;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifFile;
import static dev.mcpfly.config.FileCandidate.ifServers;
import static dev.mcpfly.config.McpClient.Confidence.OBSERVED;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import dev.mcpfly.config.McpServerEntry.Transport;
import java.time.Duration;
import java.util.List;

/** Coding agents whose files are JSON: command line tools and editor extensions. */
final class AgentClients {
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String HYPHENATED = "[A-Za-z0-9_-]+";
  private static final String HYPHENATED_RULE = "letters, digits, hyphens and underscores";

  private static final OAuthSpelling CLAUDE_OAUTH =
      OAuthSpelling.DISCOVERED.clientId("oauth", "clientId").callbackPort("oauth", "callbackPort");
  private static final OAuthSpelling GEMINI_OAUTH =
      OAuthSpelling.DISCOVERED
          .clientId("oauth", "clientId")
          .clientSecret("oauth", "clientSecret")
          .scopeList("oauth", "scopes");

  private AgentClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(claudeCode(), gemini(), qwen(), opencode(), kilo(), copilot(), cline(), roo());
  }

  /**
   * Versions before 2.1.332 reset the whole file, login included, when they find a comment, so such
   * a file is refused. Where the directory of its settings holds an older file, that alone counts.
   */
  private static ClientDefinition claudeCode() {
    return ClientDefinition.builder("claude-code")
        .displayName("Claude Code")
        .servers(
            JSON,
            EntryDialect.of(
                d ->
                    d.stdioType("stdio")
                        .httpType("http")
                        .sseType("sse")
                        .oauth(CLAUDE_OAUTH)
                        .interpolation(Interpolation.BRACES_OR_ELSE)),
            "mcpServers")
        .userFiles(
            ifFile("${CLAUDE_CONFIG_DIR:-~/.claude}/.config.json"),
            always("${CLAUDE_CONFIG_DIR:-~}/.claude.json"))
        .projectFile(".mcp.json")
        .with(ClientTrait.LOCAL_SCOPE)
        .names(HYPHENATED, HYPHENATED_RULE)
        .reservedNames("workspace")
        .lockDirectory()
        .commands("claude")
        .installedAt("~/.claude")
        .source(OBSERVED, "Claude Code 2.1.197")
        .build();
  }

  private static ClientDefinition gemini() {
    return ClientDefinition.builder("gemini-cli")
        .displayName("Gemini CLI")
        .layout(
            FileLayout.map(
                    JSON_WITH_COMMENTS,
                    EntryDialect.of(
                        d ->
                            d.httpType("http")
                                .sseType("sse")
                                .oauth(GEMINI_OAUTH)
                                .workingDirectory()
                                .timeoutIn(MILLISECOND)
                                .interpolation(Interpolation.DOLLAR)),
                    "mcpServers")
                .withoutByteOrderMark())
        .userFile("${GEMINI_CLI_HOME:-~}/.gemini/settings.json")
        .with(ClientTrait.REPLACES_PERCENT_ON_WINDOWS)
        .projectFile(".gemini/settings.json")
        .commands("gemini")
        .source(OBSERVED, "Gemini CLI 0.61.0")
        .build();
  }

  /** A fork of Gemini CLI in which {@code url} is SSE whatever {@code type} says. */
  private static ClientDefinition qwen() {
    return ClientDefinition.builder("qwen-code")
        .displayName("Qwen Code")
        .layout(
            FileLayout.map(
                JSON_WITH_COMMENTS,
                EntryDialect.of(
                    d ->
                        d.urlMember("httpUrl")
                            .sseUrlMember("url")
                            .sseInferred()
                            .untypedUrlIs(Transport.SSE)
                            .workingDirectory()
                            .timeoutIn(MILLISECOND)
                            .interpolation(Interpolation.DOLLAR)),
                "mcpServers"))
        .userFile("${QWEN_HOME:-~/.qwen}/settings.json")
        .projectFile(".qwen/settings.json")
        .commands("qwen")
        .source(OBSERVED, "Qwen Code 0.15.10")
        .build();
  }

  static EntryDialect opencodeDialect() {
    return EntryDialect.of(
        d ->
            opencodeBase(d)
                .enabledMember()
                .newEntriesHave("enabled", true)
                .timeoutIn(MILLISECOND)
                .oauth(OAuthSpelling.CAMEL));
  }

  /** OpenCode 2 has {@code disabled} for {@code enabled}, and several timeouts. */
  private static EntryDialect opencode2Dialect() {
    return EntryDialect.of(
        d ->
            opencodeBase(d)
                .disabledMember()
                .timeoutIn(MILLISECOND)
                .timeoutAt("timeout", "execution")
                .oauth(OAuthSpelling.SNAKE));
  }

  private static EntryDialect.Builder opencodeBase(EntryDialect.Builder d) {
    return d.stdioType("local")
        .httpType("remote")
        .sseType("remote")
        .commandIsList()
        .envMember("environment")
        .interpolation(Interpolation.BRACE_ENV);
  }

  /**
   * Merges all its files, the later over the earlier; the strongest that holds servers is edited.
   * Version 2 has a separate map inside the map of version 1, which it still reads; a new file is
   * written for both.
   */
  private static ClientDefinition opencode() {
    String home = CONFIG_HOME + "/opencode/";
    return ClientDefinition.builder("opencode")
        .displayName("OpenCode")
        .layout(
            FileLayout.map(JSONC, opencodeDialect(), "mcp")
                .withNewerMap(opencode2Dialect(), "servers", "timeout"))
        .userFiles(
            ifServers("${OPENCODE_CONFIG_DIR}/opencode.jsonc"),
            ifServers("${OPENCODE_CONFIG_DIR}/opencode.json"),
            ifServers("${OPENCODE_CONFIG}"),
            ifServers(home + "opencode.jsonc"),
            ifServers(home + "opencode.json"),
            ifServers(home + "config.json"),
            ifFile("${OPENCODE_CONFIG_DIR}/opencode.jsonc"),
            always("${OPENCODE_CONFIG_DIR}/opencode.json"),
            always("${OPENCODE_CONFIG}"),
            ifFile(home + "opencode.jsonc"),
            ifFile(home + "opencode.json"),
            ifFile(home + "config.json"),
            always(home + "opencode.json"))
        .with(ClientTrait.MERGES_FILES)
        .projectFiles(
            ifServers(".opencode/opencode.jsonc"),
            ifServers(".opencode/opencode.json"),
            ifServers("opencode.jsonc"),
            ifServers("opencode.json"),
            ifFile("opencode.jsonc"),
            always("opencode.json"))
        .commands("opencode")
        .reservedNames("servers", "timeout")
        .signInCommand("opencode mcp auth NAME")
        .source(
            OBSERVED, "OpenCode 1.18.33; version 2 by anomalyco/opencode, packages/core/src/config")
        .build();
  }

  private static ClientDefinition kilo() {
    String home = CONFIG_HOME + "/kilo/";
    FileLayout legacy =
        FileLayout.map(
            JSONC,
            EntryDialect.of(
                d ->
                    d.httpType("streamable-http")
                        .sseType("sse")
                        .disabledMember()
                        .replacesEnvColon()),
            "mcpServers");
    return ClientDefinition.builder("kilo-code")
        .displayName("Kilo Code")
        .servers(JSONC, opencodeDialect(), "mcp")
        .layout(".kilocode/mcp.json", legacy)
        .layout("mcp_settings.json", legacy)
        .userFiles(
            ifServers("${KILO_CONFIG_DIR}/kilo.jsonc"),
            ifServers("${KILO_CONFIG_DIR}/kilo.json"),
            ifServers("${KILO_CONFIG}"),
            ifServers(home + "kilo.jsonc"),
            ifServers(home + "kilo.json"),
            ifServers(home + "config.json"),
            ifServers(home + "opencode.json"),
            ifFile("${KILO_CONFIG_DIR}/kilo.json"),
            always("${KILO_CONFIG_DIR}/kilo.jsonc"),
            always("${KILO_CONFIG}"),
            ifFile(home + "kilo.jsonc"),
            ifFile(home + "kilo.json"),
            always(home + "kilo.jsonc"))
        .with(ClientTrait.MERGES_FILES)
        .projectFiles(
            ifFile(".kilo/kilo.jsonc"),
            ifFile(".kilo/kilo.json"),
            ifFile(".kilocode/mcp.json"),
            always(".kilo/kilo.json"))
        .commands("kilo")
        .signInCommand("kilo mcp auth NAME")
        .source(OBSERVED, "Kilo Code 7.7.9")
        .build();
  }

  /** Tolerates much, but VS Code reads the same file with a strict parser. */
  private static ClientDefinition copilot() {
    return ClientDefinition.builder("copilot-cli")
        .displayName("GitHub Copilot CLI")
        .servers(
            JSONC,
            EntryDialect.of(
                d ->
                    d.stdioType("local")
                        .httpType("http")
                        .sseType("sse")
                        .workingDirectory()
                        .oauth(OAuthSpelling.DISCOVERED.clientId("oauthClientId"))
                        .timeoutIn(MILLISECOND)
                        .newEntriesHave("tools", List.of("*"))
                        .interpolation(Interpolation.DOLLAR_OR_ELSE)),
            "mcpServers")
        .userFile("${COPILOT_HOME:-~/.copilot}/mcp-config.json")
        .projectFiles(ifFile(".mcp.json"), ifFile(".github/mcp.json"), always(".mcp.json"))
        .commands("copilot")
        .source(OBSERVED, "GitHub Copilot CLI 1.0.102")
        .build();
  }

  private static ClientDefinition cline() {
    String legacy = "/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json";
    String documents = "~/Documents/Cline/MCP/cline_mcp_settings.json";
    String shared =
        "${CLINE_MCP_SETTINGS_PATH:-${CLINE_DATA_DIR:-${CLINE_DIR:-~/.cline}/data}/settings/cline_mcp_settings.json}";
    ClientDefinition.Builder cline =
        ClientDefinition.builder("cline")
            .displayName("Cline")
            .servers(
                JSON,
                EntryDialect.of(
                    d ->
                        d.stdioType("stdio")
                            .httpType("streamableHttp")
                            .sseType("sse")
                            .untypedUrlIs(Transport.SSE)
                            .disabledMember()
                            .autoApproveMember("autoApprove")
                            .oauth(OAuthSpelling.DISCOVERED)
                            .timeoutIn(SECOND)
                            .interpolation(Interpolation.ENV_COLON_IN_PART)),
                "mcpServers")
            .lockDirectory()
            .commands("cline")
            .source(OBSERVED, "Cline 3.0.65");
    for (OperatingSystem system : OperatingSystem.values()) {
      // The old places are migrated once, and only then read no more.
      cline.userFiles(
          system,
          ifFile(shared),
          ifFile(codeUserDirectory(system) + legacy),
          ifFile(documents),
          always(shared));
    }
    return cline.build();
  }

  private static ClientDefinition roo() {
    ClientDefinition.Builder roo =
        ClientDefinition.builder("roo-code")
            .displayName("Roo Code")
            .servers(
                JSON_WITH_COMMENTS,
                EntryDialect.of(
                    d ->
                        d.stdioType("stdio")
                            .httpType("streamable-http")
                            .sseType("sse")
                            .workingDirectory()
                            .disabledMember()
                            .autoApproveMember("alwaysAllow")
                            .timeoutIn(SECOND)
                            .replacesEnvColon()),
                "mcpServers")
            .projectFile(".roo/mcp.json")
            .lockDirectory()
            .discontinued("its last release was on 2026-05-15, and its repository is archived")
            .source(SOURCE_CODE, "RooCodeInc/Roo-Code, src/services/mcp/McpHub.ts");
    for (OperatingSystem system : OperatingSystem.values()) {
      roo.userFile(
          system,
          codeUserDirectory(system)
              + "/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json");
    }
    return roo.build();
  }

  private static String codeUserDirectory(OperatingSystem system) {
    return switch (system) {
      case MACOS -> "~/Library/Application Support/Code/User";
      case LINUX -> CONFIG_HOME + "/Code/User";
      case WINDOWS -> APPDATA + "/Code/User";
    };
  }
}

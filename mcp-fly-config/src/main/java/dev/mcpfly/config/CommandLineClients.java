package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSON;
import static dev.mcpfly.config.ConfigFormat.JSON5;
import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.JSON_WITH_COMMENTS;
import static dev.mcpfly.config.EditorClients.APPDATA;
import static dev.mcpfly.config.EditorClients.CONFIG_HOME;
import static dev.mcpfly.config.FileCandidate.always;
import static dev.mcpfly.config.FileCandidate.ifFile;
import static dev.mcpfly.config.FileCandidate.ifServers;
import static dev.mcpfly.config.McpClient.Confidence.DOCUMENTED;
import static dev.mcpfly.config.McpClient.Confidence.INSTALLERS;
import static dev.mcpfly.config.McpClient.Confidence.OBSERVED;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import java.time.Duration;
import java.util.List;

/** Further coding agents of the command line whose files are JSON. */
final class CommandLineClients {
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  static final String PLAIN_NAMES = "[A-Za-z0-9_-]+";
  static final String PLAIN_NAMES_RULE = "letters, digits, hyphens and underscores";

  private CommandLineClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(
        amp(),
        droid(),
        kimiCode(),
        openClaw(),
        auggie(),
        qoderCli(),
        rovoDev(),
        pi(),
        fx(),
        plain("mastra-code", "Mastra Code", "~/.mastracode/mcp.json")
            .commands("mastracode")
            .build(),
        mcporter(),
        abacus(),
        codeArts());
  }

  /** One key with a dot in it, in the program's own settings. */
  private static ClientDefinition amp() {
    String home = "~/.config/amp/settings.json";
    String linux = CONFIG_HOME + "/amp/settings.json";
    String roaming = APPDATA + "/amp/settings.json";
    return ClientDefinition.builder("amp")
        .displayName("Amp")
        .layout(
            FileLayout.map(
                    JSONC,
                    EntryDialect.of(d -> d.oauth(OAuthSpelling.DISCOVERED)),
                    "amp.mcpServers")
                .withoutByteOrderMark())
        .userFiles(MACOS, ifFile(home), ifFile(home + "c"), always(home))
        .userFiles(LINUX, ifFile(linux), ifFile(linux + "c"), always(linux))
        .userFiles(
            WINDOWS,
            ifFile(home),
            ifFile(home + "c"),
            ifFile(roaming),
            ifFile(roaming + "c"),
            always(home))
        .projectFiles(
            ifFile(".amp/settings.json"),
            ifFile(".amp/settings.jsonc"),
            always(".amp/settings.json"))
        .with(ClientTrait.ONE_FILE_ONLY)
        .names(PLAIN_NAMES, PLAIN_NAMES_RULE)
        .commands("amp")
        .source(OBSERVED, "Amp 0.0.1790142911 on Linux; Windows by ToolHive and users")
        .build();
  }

  private static ClientDefinition droid() {
    return ClientDefinition.builder("droid")
        .displayName("Factory droid")
        .layout(
            FileLayout.map(JSON_WITH_COMMENTS, typedDialect(), "mcpServers").withoutByteOrderMark())
        .userFile("~/.factory/mcp.json")
        .projectFile(".factory/mcp.json")
        .commands("droid")
        .source(OBSERVED, "droid 0.215.0")
        .build();
  }

  /** One bad entry makes the program ignore the whole file. */
  private static ClientDefinition kimiCode() {
    return ClientDefinition.builder("kimi-code")
        .displayName("Kimi Code")
        .layout(
            FileLayout.map(
                    JSON,
                    EntryDialect.of(
                        d ->
                            d.typeMember("transport")
                                .stdioType("stdio")
                                .httpType("http")
                                .sseType("sse")
                                .workingDirectory()
                                .enabledMember()
                                .timeoutIn(MILLISECOND)
                                .timeoutAt("toolTimeoutMs")
                                .oauth(OAuthSpelling.DISCOVERED)
                                .variables("bearerTokenEnvVar", null, null)),
                    "mcpServers")
                .withoutByteOrderMark())
        .userFile("${KIMI_CODE_HOME:-~/.kimi-code}/mcp.json")
        .projectFile(".kimi-code/mcp.json")
        .commands("kimi")
        .source(OBSERVED, "Kimi Code 2.1.0")
        .build();
  }

  /** Members that it does not know keep the gateway from starting. */
  private static ClientDefinition openClaw() {
    return ClientDefinition.builder("openclaw")
        .displayName("OpenClaw")
        .servers(
            JSON5,
            EntryDialect.of(
                d ->
                    d.typeMember("transport")
                        .httpType("streamable-http")
                        .sseType("sse")
                        .timeoutIn(MILLISECOND)
                        .timeoutAt("connectionTimeoutMs")
                        .oauth(OAuthSpelling.DISCOVERED.whenEntryHas("auth", "oauth"))
                        .interpolation(Interpolation.BRACES)),
            "mcp",
            "servers")
        .userFile("${OPENCLAW_CONFIG_PATH:-${OPENCLAW_STATE_DIR:-~/.openclaw}/openclaw.json}")
        .commands("openclaw")
        .source(SOURCE_CODE, "openclaw/openclaw; the default path by users' guides")
        .build();
  }

  private static ClientDefinition auggie() {
    return ClientDefinition.builder("auggie")
        .displayName("Auggie")
        .layout(FileLayout.map(JSONC, typedDialect(), "mcpServers").withoutByteOrderMark())
        .userFile("~/.augment/settings.json")
        .projectFiles(ifServers(".augment/settings.local.json"), always(".augment/settings.json"))
        .commands("auggie")
        .source(OBSERVED, "Auggie 0.36.0")
        .build();
  }

  private static ClientDefinition qoderCli() {
    return ClientDefinition.builder("qoder-cli")
        .displayName("Qoder CLI")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(d -> d.stdioType("stdio").httpType("http").sseType("sse")),
            "mcpServers")
        .userFile("~/.qoder/settings.json")
        .projectFiles(
            ifServers(".qoder/settings.local.json"),
            ifServers(".mcp.json"),
            always(".qoder/settings.local.json"))
        .commands("qodercli")
        .source(OBSERVED, "Qoder CLI 1.1.52")
        .build();
  }

  private static ClientDefinition rovoDev() {
    return ClientDefinition.builder("rovo-dev")
        .displayName("Rovo Dev")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d -> d.typeMember("transport").stdioType("stdio").httpType("http").sseType("sse")),
            "mcpServers")
        .userFile("~/.rovodev/mcp.json")
        .commands("acli")
        .source(DOCUMENTED, "support.atlassian.com, Rovo Dev CLI")
        .build();
  }

  private static ClientDefinition pi() {
    return ClientDefinition.builder("pi")
        .displayName("Pi")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d -> d.disabledMember().timeoutIn(MILLISECOND).timeoutAt("requestTimeoutMs")),
            "mcpServers")
        .userFile("${PI_CODING_AGENT_DIR:-~/.pi/agent}/mcp.json")
        .projectFiles(ifFile(".pi/mcp.json"), ifServers(".mcp.json"), always(".pi/mcp.json"))
        .commands("pi")
        .source(INSTALLERS, "add-mcp 2.4.0")
        .build();
  }

  private static ClientDefinition fx() {
    return ClientDefinition.builder("fx")
        .displayName("fx")
        .servers(
            JSON_WITH_COMMENTS,
            EntryDialect.of(
                d ->
                    d.stdioType("local")
                        .httpType("http")
                        .sseType("sse")
                        .commandIsList()
                        .envMember("environment")
                        .enabledMember()
                        .noLiteralAuthorization()
                        .variables("bearer_token_env", null, null)),
            "mcp")
        .userFile("~/.fx/mcp.json")
        .source(INSTALLERS, "add-mcp 2.4.0")
        .build();
  }

  private static ClientDefinition mcporter() {
    String home = "~/.mcporter/mcporter.json";
    return ClientDefinition.builder("mcporter")
        .displayName("MCPorter")
        .layout(
            FileLayout.map(JSONC, EntryDialect.of(d -> {}), "mcpServers").withoutByteOrderMark())
        .userFiles(ifFile(home), ifFile(home + "c"), always(home))
        .projectFile("config/mcporter.json")
        .commands("mcporter")
        .source(OBSERVED, "MCPorter 0.12.3")
        .build();
  }

  private static ClientDefinition abacus() {
    return plain("abacus-ai", "Abacus AI", "~/.abacusai/mcp.json")
        .projectFile(".abacusai/mcp.json")
        .commands("abacusai")
        .source(DOCUMENTED, "abacus.ai/help")
        .build();
  }

  private static ClientDefinition codeArts() {
    String file = ".codeartsdoer/codearts_cli.json";
    return ClientDefinition.builder("codearts")
        .displayName("CodeArts CLI")
        .servers(JSONC, AgentClients.opencodeDialect(), "mcp")
        .userFiles(ifFile("~/" + file), ifFile("~/" + file + "c"), always("~/" + file))
        .projectFiles(ifFile(file), ifFile(file + "c"), always(file))
        .commands("codearts")
        .source(DOCUMENTED, "support.huaweicloud.com, CodeArts CLI")
        .build();
  }

  private static EntryDialect typedDialect() {
    return EntryDialect.of(
        d -> d.stdioType("stdio").httpType("http").sseType("sse").disabledMember());
  }

  /** Returns a client that reads the common form without a type. */
  private static ClientDefinition.Builder plain(String id, String displayName, String file) {
    return ClientDefinition.builder(id)
        .displayName(displayName)
        .servers(JSON_WITH_COMMENTS, EntryDialect.of(d -> {}), "mcpServers")
        .userFile(file)
        .source(INSTALLERS, "add-mcp 2.4.0");
  }
}

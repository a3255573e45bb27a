package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.TOML;
import static dev.mcpfly.config.ConfigFormat.YAML;
import static dev.mcpfly.config.LinkStyle.Kind.PARAMETERS;
import static dev.mcpfly.config.McpClient.Confidence.INSTALLERS;
import static dev.mcpfly.config.McpClient.Confidence.OBSERVED;
import static dev.mcpfly.config.McpClient.Confidence.SOURCE_CODE;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Agents whose files are TOML or YAML. */
final class TextClients {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Variables that Goose refuses to set for a server, because they would change what is run. */
  private static final Set<String> GOOSE_REFUSES =
      Set.of(
          "PATH",
          "PATHEXT",
          "SystemRoot",
          "windir",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "LD_AUDIT",
          "LD_DEBUG",
          "LD_BIND_NOW",
          "LD_ASSUME_KERNEL",
          "DYLD_LIBRARY_PATH",
          "DYLD_INSERT_LIBRARIES",
          "DYLD_FRAMEWORK_PATH",
          "PYTHONPATH",
          "PYTHONHOME",
          "NODE_OPTIONS",
          "RUBYOPT",
          "GEM_PATH",
          "GEM_HOME",
          "CLASSPATH",
          "GO111MODULE",
          "GOROOT",
          "APPINIT_DLLS",
          "SESSIONNAME",
          "ComSpec",
          "TEMP",
          "TMP",
          "LOCALAPPDATA",
          "USERPROFILE",
          "HOMEDRIVE",
          "HOMEPATH");

  private TextClients() {}

  static List<ClientDefinition> definitions() {
    return List.of(codex(), goose(), continueDev(), vibe(), hermes(), grokBuild());
  }

  /** Does not start when one entry mixes transports; ignores names that it does not know. */
  private static ClientDefinition codex() {
    return ClientDefinition.builder("codex")
        .displayName("OpenAI Codex (and ChatGPT desktop)")
        .servers(
            TOML,
            EntryDialect.of(
                d ->
                    d.headersAt("http_headers")
                        .workingDirectory()
                        .enabledMember()
                        .oauth(OAuthSpelling.DISCOVERED)
                        .timeoutIn(SECOND)
                        .timeoutAt("tool_timeout_sec")
                        .variables("bearer_token_env_var", "env_http_headers", "env_vars")),
            "mcp_servers")
        .userFile("${CODEX_HOME:-~/.codex}/config.toml")
        .projectFile(".codex/config.toml")
        .names("[A-Za-z0-9_:@/.-]+", "letters, digits and the signs - _ : @ / .")
        .breaksSpacesInArgumentsOnWindows()
        .commands("codex")
        .alias("chatgpt-desktop")
        .installedAt("${LOCALAPPDATA:-~/AppData/Local}/Packages/OpenAI.Codex_2p2nqsd0c76g0")
        .signInCommand("codex mcp login NAME")
        .source(OBSERVED, "Codex 0.169.0")
        .build();
  }

  private static ClientDefinition goose() {
    EntryDialect dialect =
        EntryDialect.of(
            d ->
                d.nameInside()
                    .stdioType("stdio")
                    .httpType("streamable_http")
                    .commandMember("cmd")
                    .envMember("envs")
                    .urlMember("uri")
                    .enabledMember()
                    .oauth(OAuthSpelling.DISCOVERED)
                    .timeoutIn(SECOND)
                    .newEntriesHave("enabled", true)
                    .newEntriesHave("timeout", 300L)
                    .interpolation(Interpolation.BRACES)
                    .gooseKeys()
                    .refuseVariables(GOOSE_REFUSES));
    return ClientDefinition.builder("goose")
        .displayName("Goose")
        .servers(YAML, dialect, "extensions")
        .userFile("${GOOSE_PATH_ROOT}/config/config.yaml")
        .userFile(MACOS, "~/.config/goose/config.yaml")
        .userFile(LINUX, "${XDG_CONFIG_HOME:-~/.config}/goose/config.yaml")
        .userFile(WINDOWS, "${APPDATA:-~/AppData/Roaming}/Block/goose/config/config.yaml")
        .names("[a-z0-9_-]+", "lower-case letters, digits, hyphens and underscores")
        .commands("goose")
        .link(new LinkStyle("goose://extension?", PARAMETERS))
        .source(SOURCE_CODE, "aaif-goose/goose, crates/goose/src/agents/extension.rs")
        .build();
  }

  /** Reads a list from its main file, and maps in the common form from separate files. */
  private static ClientDefinition continueDev() {
    EntryDialect list =
        EntryDialect.of(
            d ->
                d.httpType("streamable-http")
                    .sseType("sse")
                    .headersAt("requestOptions", "headers")
                    .workingDirectory()
                    .interpolation(Interpolation.SECRETS));
    EntryDialect map =
        EntryDialect.of(
            d -> d.httpType("http").sseType("sse").interpolation(Interpolation.SECRETS));
    String home = "${CONTINUE_GLOBAL_DIR:-~/.continue}";
    return ClientDefinition.builder("continue")
        .displayName("Continue")
        .layout(
            FileLayout.namedList(YAML, list, "name", "mcpServers")
                .startingWith("name: Local Config\nversion: 1.0.0\nschema: v1\n"))
        .layout(".json", FileLayout.map(JSONC, map, "mcpServers"))
        // Its command line reads the main file alone.
        .userFile(home + "/config.yaml")
        .projectFile(".continue/mcpServers/mcp-fly.json")
        .commands("cn")
        .source(SOURCE_CODE, "continuedev/continue, packages/config-yaml")
        .build();
  }

  /**
   * Accepts either headers or a table for the sign-in, and does not start with both. Splits a
   * command given as one string like a shell, so it is written as a list.
   */
  private static ClientDefinition vibe() {
    EntryDialect dialect =
        EntryDialect.of(
            d ->
                d.typeMember("transport")
                    .stdioType("stdio")
                    .httpType("streamable-http")
                    .commandIsList()
                    .workingDirectory()
                    .disabledMember()
                    .timeoutIn(SECOND)
                    .timeoutAt("tool_timeout_sec")
                    .oauth(
                        OAuthSpelling.typedAuth()
                            .clientId("auth", "client_id")
                            .callbackPort("auth", "redirect_port"))
                    .variables("api_key_env", null, null));
    return ClientDefinition.builder("mistral-vibe")
        .displayName("Mistral Vibe")
        .layout(FileLayout.namedList(TOML, dialect, "name", "mcp_servers").withoutByteOrderMark())
        .userFile("${VIBE_HOME:-~/.vibe}/config.toml")
        .projectFile(".vibe/config.toml")
        .names(
            "[A-Za-z0-9]([A-Za-z0-9_-]{0,254}[A-Za-z0-9])?",
            "up to 256 letters, digits, hyphens and underscores, the latter two not at its ends")
        .commands("vibe")
        .source(SOURCE_CODE, "mistralai/mistral-vibe, vibe/core/config/models.py")
        .build();
  }

  /** Ignores its file as a whole when it is not well-formed. */
  private static ClientDefinition hermes() {
    return ClientDefinition.builder("hermes")
        .displayName("Hermes")
        .servers(
            YAML,
            EntryDialect.of(
                d ->
                    d.typeMember("transport")
                        .sseType("sse")
                        .enabledMember()
                        .interpolation(Interpolation.BRACES)),
            "mcp_servers")
        .userFile("${HERMES_HOME:-~/.hermes}/config.yaml")
        .commands("hermes")
        .source(SOURCE_CODE, "NousResearch/hermes-agent 0.19")
        .build();
  }

  /** As Codex, but for the name of the headers. */
  private static ClientDefinition grokBuild() {
    return ClientDefinition.builder("grok-build")
        .displayName("Grok Build")
        .servers(
            TOML,
            EntryDialect.of(d -> d.enabledMember().timeoutIn(SECOND).timeoutAt("tool_timeout_sec")),
            "mcp_servers")
        .userFile("${GROK_HOME:-~/.grok}/config.toml")
        .projectFile(".grok/config.toml")
        .names(CommandLineClients.PLAIN_NAMES, CommandLineClients.PLAIN_NAMES_RULE)
        .commands("grok")
        .source(INSTALLERS, "add-mcp 2.4.0")
        .build();
  }
}

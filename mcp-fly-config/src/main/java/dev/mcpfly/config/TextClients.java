package dev.mcpfly.config;

import static dev.mcpfly.config.ConfigFormat.JSONC;
import static dev.mcpfly.config.ConfigFormat.TOML;
import static dev.mcpfly.config.ConfigFormat.YAML;
import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;

import dev.mcpfly.config.EntryDialect.References;
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
    return List.of(codex(), goose(), continueDev());
  }

  /** Does not start at all when one entry mixes transports; ignores names that it does not know. */
  private static ClientDefinition codex() {
    return ClientDefinition.builder("codex")
        .displayName("OpenAI Codex")
        .servers(
            TOML,
            EntryDialect.of(
                d ->
                    d.headersAt("http_headers")
                        .workingDirectory()
                        .enabledMember()
                        .timeoutIn(SECOND)
                        .timeoutMember("tool_timeout_sec")
                        .references(References.CODEX_MEMBERS)),
            "mcp_servers")
        .userFile("${CODEX_HOME:-~/.codex}/config.toml")
        .projectFile(".codex/config.toml")
        .names("[A-Za-z0-9_:@/.-]+", "letters, digits and the signs - _ : @ / .")
        .breaksSpacesInArgumentsOnWindows()
        .commands("codex")
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
                    .timeoutIn(SECOND)
                    .newEntriesHave("enabled", true)
                    .newEntriesHave("timeout", 300L)
                    .interpolation(Interpolation.BRACES)
                    .references(References.GOOSE_KEYS)
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
        .build();
  }

  /** Reads a list from its main file, and maps in the common form from files of their own. */
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
        .build();
  }
}

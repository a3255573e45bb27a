package dev.mcpfly.config.adapters;

import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where each client's file is, on each system, in a home with nothing in it and without variables.
 */
class LocationsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          claude-desktop  | Library/Application Support/Claude/claude_desktop_config.json | .config/Claude/claude_desktop_config.json | AppData/Roaming/Claude/claude_desktop_config.json
          cursor          | .cursor/mcp.json | .cursor/mcp.json | .cursor/mcp.json
          neovim          | .config/mcphub/servers.json | .config/mcphub/servers.json | .config/mcphub/servers.json
          vscode          | Library/Application Support/Code/User/mcp.json | .config/Code/User/mcp.json | AppData/Roaming/Code/User/mcp.json
          vscode-insiders | Library/Application Support/Code - Insiders/User/mcp.json | .config/Code - Insiders/User/mcp.json | AppData/Roaming/Code - Insiders/User/mcp.json
          vscodium        | Library/Application Support/VSCodium/User/mcp.json | .config/VSCodium/User/mcp.json | AppData/Roaming/VSCodium/User/mcp.json
          windsurf        | .codeium/windsurf/mcp_config.json | .codeium/windsurf/mcp_config.json | .codeium/windsurf/mcp_config.json
          devin-desktop   | .config/devin/mcp_config.json | .config/devin/mcp_config.json | AppData/Roaming/devin/mcp_config.json
          zed             | .config/zed/settings.json | .config/zed/settings.json | AppData/Roaming/Zed/settings.json
          claude-code     | .claude.json | .claude.json | .claude.json
          codex           | .codex/config.toml | .codex/config.toml | .codex/config.toml
          gemini-cli      | .gemini/settings.json | .gemini/settings.json | .gemini/settings.json
          qwen-code       | .qwen/settings.json | .qwen/settings.json | .qwen/settings.json
          opencode        | .config/opencode/opencode.json | .config/opencode/opencode.json | .config/opencode/opencode.json
          kilo-code       | .config/kilo/kilo.jsonc | .config/kilo/kilo.jsonc | .config/kilo/kilo.jsonc
          copilot-cli     | .copilot/mcp-config.json | .copilot/mcp-config.json | .copilot/mcp-config.json
          cline           | .cline/data/settings/cline_mcp_settings.json | .cline/data/settings/cline_mcp_settings.json | .cline/data/settings/cline_mcp_settings.json
          roo-code        | Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json | .config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json | AppData/Roaming/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json
          goose           | .config/goose/config.yaml | .config/goose/config.yaml | AppData/Roaming/Block/goose/config/config.yaml
          continue        | .continue/config.yaml | .continue/config.yaml | .continue/config.yaml
          amazon-q        | .aws/amazonq/mcp.json | .aws/amazonq/mcp.json | .aws/amazonq/mcp.json
          kiro            | .kiro/settings/mcp.json | .kiro/settings/mcp.json | .kiro/settings/mcp.json
          crush           | .config/crush/crush.json | .config/crush/crush.json | .config/crush/crush.json
          antigravity     | .gemini/config/mcp_config.json | .gemini/config/mcp_config.json | .gemini/config/mcp_config.json
          lmstudio        | .lmstudio/mcp.json | .lmstudio/mcp.json | .lmstudio/mcp.json
          junie           | .junie/mcp/mcp.json | .junie/mcp/mcp.json | .junie/mcp/mcp.json
          warp            | .warp/.mcp.json | .warp/.mcp.json | .warp/.mcp.json
          visual-studio   | - | - | .mcp.json
          amp             | .config/amp/settings.json | .config/amp/settings.json | .config/amp/settings.json
          droid           | .factory/mcp.json | .factory/mcp.json | .factory/mcp.json
          kimi-code       | .kimi-code/mcp.json | .kimi-code/mcp.json | .kimi-code/mcp.json
          mistral-vibe    | .vibe/config.toml | .vibe/config.toml | .vibe/config.toml
          hermes          | .hermes/config.yaml | .hermes/config.yaml | .hermes/config.yaml
          openclaw        | .openclaw/openclaw.json | .openclaw/openclaw.json | .openclaw/openclaw.json
          auggie          | .augment/settings.json | .augment/settings.json | .augment/settings.json
          trae            | Library/Application Support/Trae/User/mcp.json | .config/Trae/User/mcp.json | AppData/Roaming/Trae/User/mcp.json
          qoder           | .qoder/mcp.json | .qoder/mcp.json | AppData/Roaming/Qoder/SharedClientCache/mcp.json
          qoder-cli       | .qoder/settings.json | .qoder/settings.json | .qoder/settings.json
          rovo-dev        | .rovodev/mcp.json | .rovodev/mcp.json | .rovodev/mcp.json
          grok-build      | .grok/config.toml | .grok/config.toml | .grok/config.toml
          pi              | .pi/agent/mcp.json | .pi/agent/mcp.json | .pi/agent/mcp.json
          fx              | .fx/mcp.json | .fx/mcp.json | .fx/mcp.json
          mastra-code     | .mastracode/mcp.json | .mastracode/mcp.json | .mastracode/mcp.json
          mcporter        | .mcporter/mcporter.json | .mcporter/mcporter.json | .mcporter/mcporter.json
          abacus-ai       | .abacusai/mcp.json | .abacusai/mcp.json | .abacusai/mcp.json
          codearts        | .codeartsdoer/codearts_cli.json | .codeartsdoer/codearts_cli.json | .codeartsdoer/codearts_cli.json
          vscode-server   | .vscode-server/data/User/mcp.json | .vscode-server/data/User/mcp.json | .vscode-server/data/User/mcp.json
          copilot-jetbrains | .config/github-copilot/intellij/mcp.json | .config/github-copilot/intellij/mcp.json | AppData/Local/github-copilot/intellij/mcp.json
          copilot-xcode   | .config/github-copilot/xcode/mcp.json | - | -
          anythingllm     | Library/Application Support/anythingllm-desktop/storage/plugins/anythingllm_mcp_servers.json | .config/anythingllm-desktop/storage/plugins/anythingllm_mcp_servers.json | AppData/Roaming/anythingllm-desktop/storage/plugins/anythingllm_mcp_servers.json
          jan             | Library/Application Support/Jan/data/mcp_config.json | .local/share/Jan/data/mcp_config.json | AppData/Roaming/Jan/data/mcp_config.json
          librechat       | LibreChat/librechat.yaml | LibreChat/librechat.yaml | LibreChat/librechat.yaml
          boltai          | .boltai/mcp.json | .boltai/mcp.json | .boltai/mcp.json
          enconvo         | .config/enconvo/mcp_config.json | .config/enconvo/mcp_config.json | .config/enconvo/mcp_config.json
          tome            | .tome/mcp_config.json | .tome/mcp_config.json | .tome/mcp_config.json
          chatgpt-desktop | .codex/config.toml | .codex/config.toml | .codex/config.toml
          """)
  void userFileOnEachSystem(String id, String macos, String linux, String windows)
      throws IOException {
    check(id, MACOS, macos);
    check(id, LINUX, linux);
    check(id, WINDOWS, windows);
  }

  private static void check(String id, OperatingSystem system, String expected) throws IOException {
    Path home = Homes.empty(system);
    McpClient client = client(id, system, home, Map.of());
    if (expected.equals("-")) {
      assertThatThrownBy(client::userConfig).isInstanceOf(ConfigException.class);
    } else {
      assertThat(client.userConfig().path()).isEqualTo(home.resolve(expected));
    }
  }

  static McpClient client(
      String id, OperatingSystem system, Path home, Map<String, String> variables) {
    return McpClients.in(HostEnvironment.of(system, home, variables)).byId(id).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zed            | XDG_CONFIG_HOME         | /x | /x/zed/settings.json
          zed            | FLATPAK_XDG_CONFIG_HOME | /x | /x/zed/settings.json
          vscode         | XDG_CONFIG_HOME         | /x | /x/Code/User/mcp.json
          claude-desktop | XDG_CONFIG_HOME         | /x | /x/Claude/claude_desktop_config.json
          opencode       | XDG_CONFIG_HOME         | /x | /x/opencode/opencode.json
          kilo-code      | XDG_CONFIG_HOME         | /x | /x/kilo/kilo.jsonc
          crush          | XDG_CONFIG_HOME         | /x | /x/crush/crush.json
          crush          | CRUSH_GLOBAL_CONFIG     | /x | /x/crush.json
          goose          | XDG_CONFIG_HOME         | /x | /x/goose/config.yaml
          claude-code    | CLAUDE_CONFIG_DIR       | /x | /x/.claude.json
          codex          | CODEX_HOME              | /x | /x/config.toml
          copilot-cli    | COPILOT_HOME            | /x | /x/mcp-config.json
          copilot-cli    | XDG_CONFIG_HOME         | /x | /home/me/.copilot/mcp-config.json
          neovim         | XDG_CONFIG_HOME         | /x | /home/me/.config/mcphub/servers.json
          cline          | CLINE_MCP_SETTINGS_PATH | /x | /x
          cline          | CLINE_DATA_DIR          | /x | /x/settings/cline_mcp_settings.json
          cline          | CLINE_DIR               | /x | /x/data/settings/cline_mcp_settings.json
          kimi-code      | KIMI_CODE_HOME          | /x | /x/mcp.json
          mistral-vibe   | VIBE_HOME               | /x | /x/config.toml
          hermes         | HERMES_HOME             | /x | /x/config.yaml
          openclaw       | OPENCLAW_CONFIG_PATH    | /x | /x
          openclaw       | OPENCLAW_STATE_DIR      | /x | /x/openclaw.json
          grok-build     | GROK_HOME               | /x | /x/config.toml
          pi             | PI_CODING_AGENT_DIR     | /x | /x/mcp.json
          librechat      | LIBRECHAT_CONFIG_DIR    | /x | /x/LibreChat/librechat.yaml
          trae           | XDG_CONFIG_HOME         | /x | /x/Trae/User/mcp.json
          amp            | XDG_CONFIG_HOME         | /x | /x/amp/settings.json
          continue       | CONTINUE_GLOBAL_DIR     | /x | /x/config.yaml
          gemini-cli     | GEMINI_CLI_HOME         | /x | /x/.gemini/settings.json
          qwen-code      | QWEN_HOME               | /x | /x/settings.json
          qwen-code      | QWEN_HOME               | ~/x | /home/me/x/settings.json
          opencode       | OPENCODE_CONFIG         | /x/my.json | /x/my.json
          opencode       | OPENCODE_CONFIG_DIR     | /x | /x/opencode.json
          kilo-code      | KILO_CONFIG             | /x/my.json | /x/my.json
          kilo-code      | KILO_CONFIG_DIR         | /x | /x/kilo.jsonc
          goose          | GOOSE_PATH_ROOT         | /x | /x/config/config.yaml
          """)
  void variablesMoveTheFile(String id, String variable, String value, String expected)
      throws IOException {
    Path home = Homes.empty(LINUX);
    assertThat(client(id, LINUX, home, Map.of(variable, value)).userConfig().path().toString())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "zed, Zed\\settings.json",
    "claude-desktop, Claude\\claude_desktop_config.json",
    "vscode, Code\\User\\mcp.json",
    "vscode-insiders, Code - Insiders\\User\\mcp.json",
    "vscodium, VSCodium\\User\\mcp.json",
    "devin-desktop, devin\\mcp_config.json",
    "goose, Block\\goose\\config\\config.yaml",
    "roo-code, Code\\User\\globalStorage\\rooveterinaryinc.roo-cline\\settings\\mcp_settings.json",
  })
  void variablesOfWindowsMoveTheFile(String id, String expected) throws IOException {
    Path home = Homes.empty(WINDOWS);
    Map<String, String> variables = Map.of("AppData", "D:\\roam");
    assertThat(client(id, WINDOWS, home, variables).userConfig().path().toString())
        .isEqualTo("D:\\roam\\" + expected);
  }

  @Test
  void lmStudioIsFoundThroughItsPointerFile() throws IOException {
    for (OperatingSystem system : OperatingSystem.values()) {
      Path home = Homes.empty(system);
      Path pointer = home.resolve(".lmstudio-home-pointer");
      Path studio = home.resolve("elsewhere");
      Files.writeString(pointer, studio + "\n");
      McpClient client = client("lmstudio", system, home, Map.of());
      assertThat(client.userConfig().path()).isEqualTo(studio.resolve("mcp.json"));
      for (String useless : new String[] {"", "relative", "x".repeat(5000), "\0"}) {
        Files.writeString(pointer, useless);
        assertThat(client.userConfig().path()).isEqualTo(home.resolve(".lmstudio/mcp.json"));
      }
    }
  }

  @Test
  void olderFileOfClaudeCodeWinsIfItExists() throws IOException {
    Path home = Homes.empty(LINUX);
    Path older = home.resolve(".claude/.config.json");
    Files.createDirectories(older.getParent());
    McpClient client = client("claude-code", LINUX, home, Map.of());
    assertThat(client.userConfig().path()).isEqualTo(home.resolve(".claude.json"));
    Files.writeString(older, "{}");
    assertThat(client.userConfig().path()).isEqualTo(older);
    Path moved = Files.createDirectories(home.resolve("moved"));
    Map<String, String> variables = Map.of("CLAUDE_CONFIG_DIR", moved.toString());
    McpClient other = client("claude-code", LINUX, home, variables);
    assertThat(other.userConfig().path()).isEqualTo(moved.resolve(".claude.json"));
    Files.writeString(moved.resolve(".config.json"), "{}");
    assertThat(other.userConfig().path()).isEqualTo(moved.resolve(".config.json"));
  }

  @Test
  void claudeCodeKnowsAProjectByItsRepository() throws IOException {
    Path home = Homes.empty(LINUX);
    Path main = Files.createDirectories(home.resolve("main"));
    Files.createDirectories(main.resolve(".git/worktrees/w"));
    Path inside = Files.createDirectories(main.resolve("a/b"));
    Path worktree = Files.createDirectories(home.resolve("w/c"));
    Files.writeString(home.resolve("w/.git"), "gitdir: " + main.resolve(".git/worktrees/w") + "\n");
    Files.writeString(main.resolve(".git/worktrees/w/commondir"), "../..\n");
    Files.writeString(main.resolve(".git/worktrees/w/gitdir"), home.resolve("w/.git") + "\n");
    Path submodule = Files.createDirectories(main.resolve("sub"));
    Files.createDirectories(main.resolve(".git/modules/sub"));
    Files.writeString(submodule.resolve(".git"), "gitdir: ../.git/modules/sub\n");
    Path foreign = Files.createDirectories(home.resolve("foreign"));
    Files.writeString(
        foreign.resolve(".git"), "gitdir: " + main.resolve(".git/worktrees/w") + "\n");
    Path plain = Files.createDirectories(home.resolve("plain"));
    McpClient client = client("claude-code", LINUX, home, Map.of());
    for (Path in : new Path[] {main, inside, worktree, home.resolve("w")}) {
      assertThat(client.localConfig(in).keys())
          .containsExactly("projects", main.toString(), "mcpServers");
    }
    for (Path alone : new Path[] {submodule, foreign, plain, home.resolve("not/there")}) {
      assertThat(client.localConfig(alone).keys())
          .containsExactly("projects", alone.toString(), "mcpServers");
    }
  }

  @Test
  void claudeCodeWritesProjectsWithSlashesOnWindows() throws IOException {
    Path home = Homes.empty(WINDOWS);
    Path project = Files.createDirectories(home.resolve("code").resolve("x"));
    assertThat(client("claude-code", WINDOWS, home, Map.of()).localConfig(project).keys())
        .containsExactly("projects", "C:/Users/me/code/x", "mcpServers");
  }

  @Test
  void readsEveryFileOfOpencodeAndPrefersTheConfiguredDirectory() throws IOException {
    Path home = Homes.empty(LINUX);
    Path global = home.resolve(".config/opencode/opencode.json");
    Path named = home.resolve("my.json");
    Path directory = home.resolve("dir/opencode.json");
    for (Path file : new Path[] {global, named, directory}) {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          "{\"mcp\":{\"a\":{\"type\":\"local\",\"command\":[\""
              + file.getFileName()
              + "\"]},\""
              + file.getParent().getFileName()
              + "\":{\"type\":\"local\",\"command\":[\"x\"]}}}");
    }
    Map<String, String> variables =
        Map.of(
            "OPENCODE_CONFIG", named.toString(),
            "OPENCODE_CONFIG_DIR", directory.getParent().toString());
    McpClient client = client("opencode", LINUX, home, variables);
    assertThat(client.userConfig().path()).isEqualTo(directory);
    assertThat(client.userConfig().servers()).containsOnlyKeys("a", "dir", "me", "opencode");
    assertThat(client.userConfig().servers().get("a").command()).contains("opencode.json");
    Files.delete(directory);
    client.userConfig().plan(edit -> edit.remove("a")).write();
    assertThat(Files.readString(named)).doesNotContain("\"a\"");
    assertThat(Files.readString(global)).doesNotContain("\"a\"");
  }

  @Test
  void xdgIsNotConsultedOnMacos() throws IOException {
    Path home = Homes.empty(MACOS);
    Map<String, String> variables = Map.of("XDG_CONFIG_HOME", "/x");
    assertThat(client("zed", MACOS, home, variables).userConfig().path())
        .isEqualTo(home.resolve(".config/zed/settings.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, .cursor/mcp.json",
    "neovim, .mcphub/servers.json",
    "vscode, .vscode/mcp.json",
    "devin-desktop, .devin/mcp_config.json",
    "zed, .zed/settings.json",
    "claude-code, .mcp.json",
    "codex, .codex/config.toml",
    "gemini-cli, .gemini/settings.json",
    "qwen-code, .qwen/settings.json",
    "opencode, opencode.json",
    "kilo-code, .kilo/kilo.json",
    "copilot-cli, .mcp.json",
    "roo-code, .roo/mcp.json",
    "continue, .continue/mcpServers/mcp-fly.json",
    "amazon-q, .amazonq/mcp.json",
    "kiro, .kiro/settings/mcp.json",
    "crush, .crush.json",
    "antigravity, .agents/mcp_config.json",
    "junie, .junie/mcp/mcp.json",
    "warp, .warp/.mcp.json",
    "visual-studio, .mcp.json",
    "claude-desktop, -",
    "windsurf, -",
    "cline, -",
    "goose, -",
    "lmstudio, -",
    "amp, .amp/settings.json",
    "droid, .factory/mcp.json",
    "kimi-code, .kimi-code/mcp.json",
    "mistral-vibe, .vibe/config.toml",
    "auggie, .augment/settings.json",
    "trae, .trae/mcp.json",
    "qoder-cli, .qoder/settings.local.json",
    "grok-build, .grok/config.toml",
    "pi, .pi/mcp.json",
    "mcporter, config/mcporter.json",
    "abacus-ai, .abacusai/mcp.json",
    "codearts, .codeartsdoer/codearts_cli.json",
    "vscode-server, .vscode/mcp.json",
    "librechat, librechat.yaml",
    "hermes, -",
    "openclaw, -",
    "rovo-dev, -",
    "copilot-jetbrains, -",
  })
  void projectFile(String id, String expected) throws IOException {
    Path home = Homes.empty(LINUX);
    Path project = Files.createDirectories(home.resolve("project"));
    McpClient client = client(id, LINUX, home, Map.of());
    assertThat(client.capabilities().projectScope()).isEqualTo(!expected.equals("-"));
    if (expected.equals("-")) {
      assertThatThrownBy(() -> client.projectConfig(project)).isInstanceOf(ConfigException.class);
    } else {
      assertThat(client.projectConfig(project).path()).isEqualTo(project.resolve(expected));
    }
  }
}

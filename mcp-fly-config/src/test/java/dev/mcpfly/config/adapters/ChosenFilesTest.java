package dev.mcpfly.config.adapters;

import static dev.mcpfly.config.OperatingSystem.LINUX;
import static dev.mcpfly.config.OperatingSystem.MACOS;
import static dev.mcpfly.config.OperatingSystem.WINDOWS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which file is taken where there are several, and which clients seem to be installed. */
class ChosenFilesTest {

  @Test
  void thePackagedClaudeDesktopIsLookedForInTheLocalDirectoryThatIsSet() throws IOException {
    Path home = Homes.empty(WINDOWS);
    Path packaged = home.resolve("loc/Packages/Claude_other");
    Files.createDirectories(packaged);
    Map<String, String> variables = Map.of("LOCALAPPDATA", home.resolve("loc").toString());
    assertThat(client("claude-desktop", WINDOWS, home, variables).userConfig().path())
        .isEqualTo(packaged.resolve("LocalCache/Roaming/Claude/claude_desktop_config.json"));
  }

  @Test
  void kiloReadsAFileOfOpencodesNameToo() throws IOException {
    Path home = Homes.empty(LINUX);
    Path file = home.resolve(".config/kilo/opencode.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"mcp\":{}}");
    assertThat(client("kilo-code", LINUX, home, Map.of()).userConfig().path()).isEqualTo(file);
  }

  @Test
  void pluginOfWindsurfHasItsOwnFile() throws IOException {
    Path home = Homes.empty(LINUX);
    Path plugin = home.resolve(".codeium/mcp_config.json");
    touch(plugin);
    assertThat(client("windsurf", LINUX, home, Map.of()).userConfig().path()).isEqualTo(plugin);
    Files.createDirectories(home.resolve(".codeium/windsurf"));
    assertThat(client("windsurf", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(home.resolve(".codeium/windsurf/mcp_config.json"));
  }

  @Test
  void anotherPlaceOfLmStudioIsFoundOnMacos() throws IOException {
    Path home = Homes.empty(MACOS);
    touch(home.resolve(".cache/lm-studio/mcp.json"));
    assertThat(client("lmstudio", MACOS, home, Map.of()).userConfig().path())
        .isEqualTo(home.resolve(".cache/lm-studio/mcp.json"));
  }

  @Test
  void findsAFlatpakOfZedIfThereIsNoOther() throws IOException {
    Path home = Homes.empty(LINUX);
    Path flatpak = home.resolve(".var/app/dev.zed.Zed/config/zed/settings.json");
    Files.createDirectories(flatpak.getParent());
    assertThat(client("zed", LINUX, home, Map.of()).userConfig().path()).isEqualTo(flatpak);
  }

  @Test
  void thePackagedClaudeDesktopIsPreferred() throws IOException {
    Path home = Homes.empty(WINDOWS);
    touch(home.resolve("AppData/Roaming/Claude/claude_desktop_config.json"));
    Path packaged = home.resolve("AppData/Local/Packages/Claude_pzs8sxrjxfjjc");
    assertThat(client("claude-desktop", WINDOWS, home, Map.of()).userConfig().path())
        .isEqualTo(home.resolve("AppData/Roaming/Claude/claude_desktop_config.json"));
    Files.createDirectories(packaged);
    assertThat(client("claude-desktop", WINDOWS, home, Map.of()).userConfig().path())
        .isEqualTo(packaged.resolve("LocalCache/Roaming/Claude/claude_desktop_config.json"));
  }

  @Test
  void findsAFlatpakIfThereIsNoOther() throws IOException {
    Path home = Homes.empty(LINUX);
    Path flatpak = home.resolve(".var/app/com.visualstudio.code/config/Code/User/mcp.json");
    Files.createDirectories(flatpak.getParent());
    assertThat(client("vscode", LINUX, home, Map.of()).userConfig().path()).isEqualTo(flatpak);
    Files.createDirectories(home.resolve(".config/Code/User"));
    assertThat(client("vscode", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(home.resolve(".config/Code/User/mcp.json"));
  }

  @Test
  void editsTheFileOfOpencodeThatHoldsServers() throws IOException {
    Path home = Homes.empty(LINUX);
    Path directory = Files.createDirectories(home.resolve(".config/opencode"));
    Files.writeString(directory.resolve("config.json"), "{\"theme\":\"x\"}");
    assertThat(client("opencode", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(directory.resolve("config.json"));
    Files.writeString(directory.resolve("opencode.json"), "{\"mcp\":{}}");
    Files.writeString(directory.resolve("opencode.jsonc"), "{}");
    assertThat(client("opencode", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(directory.resolve("opencode.json"));
    Files.writeString(directory.resolve("opencode.jsonc"), "{/**/\"mcp\":{},}");
    assertThat(client("opencode", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(directory.resolve("opencode.jsonc"));
  }

  @Test
  void usesOldLocationsUntilTheNewOnesExist() throws IOException {
    Path home = Homes.empty(LINUX);
    Path old =
        home.resolve(
            ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json");
    touch(old);
    assertThat(client("cline", LINUX, home, Map.of()).userConfig().path()).isEqualTo(old);
    Path now = home.resolve(".cline/data/settings/cline_mcp_settings.json");
    touch(now);
    assertThat(client("cline", LINUX, home, Map.of()).userConfig().path()).isEqualTo(now);
    touch(home.resolve(".gemini/antigravity/mcp_config.json"));
    assertThat(client("antigravity", LINUX, home, Map.of()).userConfig().path())
        .isEqualTo(home.resolve(".gemini/antigravity/mcp_config.json"));
  }

  @Test
  void clientsAreDetectedWithTheReason() throws IOException {
    Path home = Homes.empty(LINUX);
    HostEnvironment host = HostEnvironment.of(LINUX, home, Map.of("PATH", "/opt/bin:/usr/bin"));
    assertThat(McpClients.in(host).detected()).isEmpty();
    Files.createDirectories(home.resolve(".cursor"));
    touch(home.resolve(".claude.json"));
    Path bin = home.getFileSystem().getPath("/opt/bin");
    Files.createDirectories(bin);
    Files.createFile(bin.resolve("codex"));
    assertThat(McpClients.in(host).detected())
        .extracting(detected -> detected.client().id(), detected -> detected.reasons().get(0))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "cursor", "the directory " + home.resolve(".cursor") + " exists"),
            org.assertj.core.groups.Tuple.tuple(
                "claude-code", "the file " + home.resolve(".claude.json") + " exists"),
            org.assertj.core.groups.Tuple.tuple(
                "codex", "the command /opt/bin/codex is on the PATH"));
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
  }

  private static McpClient client(
      String id, OperatingSystem system, Path home, Map<String, String> variables) {
    return LocationsTest.client(id, system, home, variables);
  }
}

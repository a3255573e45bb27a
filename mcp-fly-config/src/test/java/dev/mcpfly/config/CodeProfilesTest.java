package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named profiles of VS Code and its kin. */
class CodeProfilesTest {
  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private void profiles(String directory, String storage) throws IOException {
    Path file = home.resolve(".config/" + directory + "/User/globalStorage/storage.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, storage);
  }

  @ParameterizedTest
  @CsvSource({"vscode, Code", "vscode-insiders, Code - Insiders", "vscodium, VSCodium"})
  void profileHasItsOwnFile(String id, String directory) throws IOException {
    profiles(
        directory,
        "{\"x\":1,\"userDataProfiles\":[{\"location\":\"-5f7a3c1e\",\"name\":\"Work\"},"
            + "{\"location\":\"builtin/agents\",\"name\":\"Agents\"},"
            + "{\"location\":\"548c9d6b\",\"name\":\"Same\",\"useDefaultFlags\":{\"mcp\":true}}]}");
    McpClient client = clients.byId(id).orElseThrow();
    Path user = home.resolve(".config/" + directory + "/User");
    assertThat(client.profiles()).containsExactly("Work", "Agents", "Same");
    assertThat(client.profileConfig("Agents").path())
        .isEqualTo(user.resolve("profiles/builtin/agents/mcp.json"));
    assertThat(client.profileConfig("Same").path()).isEqualTo(user.resolve("mcp.json"));
    ClientConfig work = client.profileConfig("Work");
    assertThat(work.path()).isEqualTo(user.resolve("profiles/-5f7a3c1e/mcp.json"));
    work.plan(edit -> edit.put("a", McpServerEntry.stdio("x"))).write();
    assertThat(work.servers()).containsOnlyKeys("a");
    assertThat(client.userConfig().servers()).isEmpty();
    assertThat(Files.readString(work.path())).contains("\"servers\"");
  }

  @Test
  void rejectsAnUnknownProfile() throws IOException {
    assertThat(clients.vscode().profiles()).isEmpty();
    assertThatThrownBy(() -> clients.vscode().profileConfig("Work"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("has no profile \"Work\"");
    profiles(
        "Code",
        "{\"userDataProfiles\":[{\"name\":\"No"
            + " place\"},{\"location\":\"a\"},{\"location\":\"../..\"}]}");
    assertThat(clients.vscode().profiles()).isEmpty();
    assertThat(clients.zed().profiles()).isEmpty();
    assertThatThrownBy(() -> clients.zed().profileConfig("Work"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("userConfig()");
  }

  @Test
  void reportsAnUnreadableListOfProfiles() throws IOException {
    profiles("Code", "{\"userDataProfiles\":[");
    assertThatThrownBy(() -> clients.vscode().profiles())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("storage.json");
  }
}

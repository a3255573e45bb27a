package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not certain about a client is not written unless it is asked for. */
class UncertainClientsTest {
  private static final McpServerEntry STDIO = McpServerEntry.stdio("npx", "-y", "pkg");
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"));

  private static McpClient client(String id) throws IOException {
    Path home = Homes.empty(OperatingSystem.MACOS);
    return McpClients.in(HostEnvironment.of(OperatingSystem.MACOS, home, Map.of()))
        .byId(id)
        .orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> everyClientNamesItsSource() {
    return McpClients.all().stream()
        .filter(client -> !client.id().equals(AcmeClients.ID))
        .map(
            client ->
                DynamicTest.dynamicTest(
                    client.id(),
                    () -> assertThat(client.source()).doesNotContain("the definition's author")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"copilot-jetbrains", "copilot-xcode", "jan"})
  void rejectsNewEntriesIfOnlyReportsNameTheFile(String id) throws IOException {
    McpClient client = client(id);
    assertThat(client.confidence()).isEqualTo(McpClient.Confidence.REPORTED);
    assertThat(client.refusal("a", STDIO).orElseThrow()).contains("unverified()", client.source());
    ClientConfig config = client.userConfig();
    assertThatThrownBy(() -> config.plan(edit -> edit.put("a", STDIO)))
        .isInstanceOf(ConfigException.EntryRefused.class)
        .hasMessageContaining("unverified()");
    assertThat(client.unverified().refusal("a", STDIO)).isEmpty();
    client.unverified().userConfig().plan(edit -> edit.put("a", STDIO)).write();
    // What is there shows that the file is in use.
    config.plan(edit -> edit.put("a", McpServerEntry.stdio("other"))).write();
    config.plan(edit -> edit.remove("a")).write();
    assertThat(config.servers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"junie", "boltai"})
  void rejectsHttpIfOnlyThirdPartiesMentionIt(String id) throws IOException {
    McpClient client = client(id);
    assertThat(client.capabilities().http()).isFalse();
    assertThat(client.refusal("a", STDIO)).isEmpty();
    assertThat(client.refusal("a", HTTP).orElseThrow()).contains("unverified()");
    assertThat(client.unverified().capabilities().http()).isTrue();
    ClientConfig config = client.unverified().userConfig();
    config.plan(edit -> edit.put("a", HTTP)).write();
    assertThat(config.servers()).containsEntry("a", HTTP);
  }

  @Test
  void unverifiedStillRejectsTheImpossible() throws IOException {
    assertThat(client("claude-desktop").unverified().refusal("a", HTTP)).isPresent();
    assertThat(client("enconvo").unverified().refusal("a", HTTP)).isPresent();
    McpClient junie = client("junie");
    assertThat(junie.unverified()).isEqualTo(junie.unverified().unverified()).isNotEqualTo(junie);
  }

  @Test
  void rejectsTwoFilesOfAmpBecauseTheEffectiveOneIsUnknown() throws IOException {
    McpClient amp = client("amp");
    Path file = amp.userConfig().path();
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");
    Path other = file.resolveSibling("settings.jsonc");
    Files.writeString(other, "{}");
    assertThatThrownBy(amp::userConfig)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + " and " + other);
    Files.delete(file);
    assertThat(amp.userConfig().path()).isEqualTo(other);
  }

  @Test
  void discontinuedClientIsMarked() throws IOException {
    assertThat(client("roo-code").discontinued().orElseThrow()).contains("2026-05-15");
    assertThat(client("zed").discontinued()).isEmpty();
  }

  @Test
  void chatGptDesktopSharesTheFileOfCodex() throws IOException {
    assertThat(client("chatgpt-desktop").id()).isEqualTo("codex");
    assertThat(client("codex").aliases()).containsExactly("chatgpt-desktop");
    assertThat(McpClients.chatgptDesktop()).isEqualTo(McpClients.codex());
  }

  @Test
  void traeStartsNoCommandWithSpacesInItsPath() throws IOException {
    McpServerEntry spaced = McpServerEntry.stdio("/Applications/My App/run");
    assertThat(client("trae").refusal("a", spaced).orElseThrow()).contains("spaces");
    assertThat(client("trae").refusal("a", McpServerEntry.stdio("npx", "a b"))).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyClientIsFoundByItsFile() {
    return McpClients.all().stream()
        .map(client -> DynamicTest.dynamicTest(client.id(), () -> findByFile(client.id())));
  }

  private static void findByFile(String id) throws IOException {
    for (OperatingSystem system : OperatingSystem.values()) {
      Path home = Homes.empty(system);
      HostEnvironment host = HostEnvironment.of(system, home, Map.of());
      Path file;
      try {
        file = McpClients.in(host).byId(id).orElseThrow().userConfig().path();
      } catch (ConfigException e) {
        continue; // it has no file on this system
      }
      assertThat(McpClients.in(host).detected()).noneMatch(found -> found.client().id().equals(id));
      Files.createDirectories(file.getParent());
      Files.createFile(file);
      assertThat(McpClients.in(host).detected())
          .anyMatch(
              found ->
                  found.client().id().equals(id)
                      && found.reasons().contains("the file " + file + " exists"));
    }
  }
}

package dev.mcpfly.config.security;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Server names from untrusted sources: a registry, a repository, a pasted text. */
class HostileNamesTest {
  private static final McpServerEntry ENTRY = McpServerEntry.stdio("x");

  @TempDir Path home;

  private List<McpClient> clients() {
    return McpClients.in(HostEnvironment.of(OperatingSystem.WINDOWS, home, Map.of())).all();
  }

  static Stream<String> names() {
    return Stream.of(
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
        "__defineGetter__",
        "",
        " ",
        "\u3000",
        "a\nb",
        "a\r",
        "a\tb",
        "a\u0000b",
        "\u001b[31mred",
        "a\u009bb",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u200eb",
        "a\u2028b",
        "a\u2029b",
        "a\ufeffb",
        "a\u00adb",
        "a\u007fb",
        "x".repeat(200_000),
        "\u001b".repeat(5000));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyAdapterRejectsThemInOneReadableSentence(String name) {
    for (McpClient client : clients()) {
      assertThat(client.refusal(name, ENTRY)).hasValueSatisfying(HostileNamesTest::assertReadable);
      ClientConfig config = client.at(home.resolve(client.id()));
      assertThatThrownBy(() -> config.plan(edit -> edit.put(name, ENTRY)))
          .isInstanceOf(ConfigException.EntryRefused.class)
          .satisfies(e -> assertReadable(e.getMessage()));
    }
    assertThatThrownBy(() -> McpClients.writeServers(Map.of(name, ENTRY)))
        .satisfies(e -> assertReadable(e.getMessage()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void noMessageOrDiffShowsThemUnescaped(String name) throws IOException {
    ClientConfig config = clients().get(1).at(home.resolve("mcp.json"));
    config.plan(edit -> edit.put("e", ENTRY)).write();
    assertThatThrownBy(() -> config.plan(edit -> edit.rename("e", name)))
        .isInstanceOf(ConfigException.EntryRefused.class);
    assertThatThrownBy(() -> config.plan(edit -> edit.rename(name, "f")))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> assertReadable(e.getMessage()));
    assertThatThrownBy(() -> McpClients.copy(config, config, name))
        .satisfies(e -> assertReadable(e.getMessage()));
    String raw = "{\"mcpServers\": {\n\"a\u001b[31m\u202eb\": {\"command\": \"\u009b\"}\n}}";
    Files.writeString(config.path(), raw.replace("\u001b", "\u007f"));
    assertThat(config.plan(edit -> edit.put("f", ENTRY)).diff())
        .doesNotContain("\u007f", "\u202e", "\u009b")
        .contains("\\u007f[31m\\u202eb");
    assertThat(McpServerEntry.stdio(name + "\u001b[2J").toString()).doesNotContain("\u001b");
  }

  @Test
  void existingEntriesCanBeRemoved() throws IOException {
    ClientConfig config = clients().get(1).at(home.resolve("mcp.json"));
    Files.writeString(config.path(), "{\"mcpServers\": {\"__proto__\": {\"command\": \"x\"}}}");
    assertThat(config.servers()).containsOnlyKeys("__proto__");
    config.plan(edit -> edit.remove("__proto__")).write();
    assertThat(config.servers()).isEmpty();
  }

  private static void assertReadable(String message) {
    assertThat(message).isNotBlank().hasSizeLessThan(1000);
    assertThat(message.chars())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }

  @Test
  void parenthesesMakeClaudeDesktopDropTheTools() {
    McpClient desktop = clients().get(0);
    assertThat(desktop.refusal("my (old) server", ENTRY)).isPresent();
    assertThat(desktop.refusal("my server", ENTRY)).isEmpty();
  }
}

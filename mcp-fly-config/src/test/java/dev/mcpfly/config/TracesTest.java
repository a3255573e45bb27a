package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was made for an entry goes with it, also without a backup; what was not made stays. */
class TracesTest {
  private static final McpServerEntry ENTRY =
      McpServerEntry.stdio("npx", "-y", "a b").env("K", "v");

  @TempDir Path home;

  private McpClientCatalog clients() {
    return McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  static Stream<String> clientIds() {
    return McpClients.all().stream().map(McpClient::id);
  }

  private ClientConfig config(String id) {
    McpClient client =
        clients().all().stream()
            .filter(c -> c.id().equals(id))
            .findFirst()
            .orElseThrow()
            .unverified();
    Path file = home.resolve("dir/config");
    return client.at(
        Path.of(
            file
                + switch (client.at(file).format()) {
                  case TOML -> ".toml";
                  case YAML -> ".yaml";
                  default -> ".json";
                }));
  }

  private static void put(ClientConfig config, String name, McpServerEntry entry) {
    config.plan(edit -> edit.put(name, entry).backup(BackupPolicy.none())).write();
  }

  private static void remove(ClientConfig config, String name) {
    config.plan(edit -> edit.remove(name).backup(BackupPolicy.none())).write();
  }

  @ParameterizedTest
  @MethodSource("clientIds")
  void createdFileIsDeletedWithItsLastEntry(String id) throws IOException {
    ClientConfig config = config(id);
    put(config, "one", ENTRY);
    put(config, "two", ENTRY.env("L", "w"));
    put(config, "one", ENTRY.env("K", "another"));
    remove(config, "one");
    assertThat(config.servers()).containsOnlyKeys("two");
    ConfigPlan last = config.plan(edit -> edit.remove("two").backup(BackupPolicy.none()));
    assertThat(last.deletesFile()).as(Files.readString(config.path())).isTrue();
    assertThat(last.diff()).contains("+++ /dev/null").doesNotContain("\"w\"");
    assertThat(last).hasToString("deletes " + config.path());
    ConfigPlan.Written written = last.write();
    assertThat(config.path()).doesNotExist();
    written.undo();
    assertThat(config.servers()).containsOnlyKeys("two");
  }

  @ParameterizedTest
  @MethodSource("clientIds")
  void createdMapIsRemovedWithItsLastEntry(String id) throws IOException {
    ClientConfig config = config(id);
    List<String> texts =
        switch (config.format()) {
          case TOML -> List.of("model = 'x' # mine\n", "# mine\n\n[other]\nx = 1");
          case YAML -> List.of("other: x # mine\n", "# mine\nother:\n  - 1\n");
          default -> List.of("{\n  \"other\": 1\n}\n", "{\"other\":{\"x\":[]}}", "{}", "{ }\n");
        };
    for (String text : texts) {
      Files.createDirectories(config.path().getParent());
      Files.writeString(config.path(), text);
      put(config, "one", ENTRY);
      put(config, "two", ENTRY);
      remove(config, "one");
      remove(config, "two");
      assertThat(config.path()).hasContent(text);
      assertThat(Files.readString(config.path())).isEqualTo(text);
    }
  }

  @Test
  void removingAllEntriesTogetherDeletesTheFile() {
    ClientConfig config = config("cursor");
    config.plan(edit -> edit.put("a", ENTRY).put("b", ENTRY)).write();
    ConfigPlan plan = config.plan(edit -> edit.remove("a").remove("b"));
    assertThat(plan.deletesFile()).isTrue();
    plan.write();
    assertThat(config.path()).doesNotExist();
  }

  @Test
  void promptsForSecretsAreRemovedWithTheirEntry() throws IOException {
    ClientConfig config = config("vscode");
    McpServerEntry asking =
        McpServerEntry.stdio("npx").env("TOKEN", ConfigValue.fromPrompt("tok", "The token"));
    Files.createDirectories(config.path().getParent());
    Files.writeString(config.path(), "{\n  \"x\": 1\n}\n");
    put(config, "one", asking);
    put(config, "two", asking);
    remove(config, "one");
    assertThat(Files.readString(config.path())).contains("\"id\": \"tok\"");
    remove(config, "two");
    assertThat(Files.readString(config.path())).isEqualTo("{\n  \"x\": 1\n}\n");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '{"mcpServers": {"a": {"command": "x"}}}',                '{"mcpServers": {}}'
          '{\n  "mcpServers": { // mine\n    "a": {"command": "x"}\n  }\n}', '{\n  "mcpServers": { // mine\n  }\n}'
          '// mine\n{\n  "mcpServers": {\n    "a": {"command": "x"}\n  }\n}', '// mine\n{\n  "mcpServers": {}\n}'
          '{\n  "x": 1, "mcpServers": {\n    "a": {"command": "x"}\n  }\n}', '{\n  "x": 1, "mcpServers": {}\n}'
          """)
  void aMapThatWasNotMadeStays(String text, String left) throws IOException {
    ClientConfig config = McpClients.file(home.resolve("mcp.jsonc"));
    Files.writeString(config.path(), text);
    remove(config, "a");
    assertThat(Files.readString(config.path())).isEqualTo(left);
  }

  @Test
  void backupDistinguishesAUsersEmptyMapFromACreatedOne() throws IOException {
    ClientConfig config = config("cursor");
    String text = "{\n  \"mcpServers\": {}\n}\n";
    Files.createDirectories(config.path().getParent());
    Files.writeString(config.path(), text);
    config.plan(edit -> edit.put("one", ENTRY)).write();
    config.plan(edit -> edit.remove("one")).write();
    assertThat(Files.readString(config.path())).isEqualTo(text);
  }

  @Test
  void aFileBehindALinkIsNeverDeleted() throws IOException {
    Path real = Files.writeString(home.resolve("dotfiles.json"), "{}\n");
    ClientConfig config = config("cursor");
    Files.createDirectories(config.path().getParent());
    Files.createSymbolicLink(config.path(), real);
    put(config, "one", ENTRY);
    remove(config, "one");
    assertThat(Files.readString(real)).isEqualTo("{}\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatChangedAfterThePlanIsNotDeleted(boolean another) throws IOException {
    ClientConfig config = config("cursor");
    put(config, "one", ENTRY);
    ConfigPlan plan = config.plan(edit -> edit.remove("one").backup(BackupPolicy.none()));
    if (another) {
      put(config, "two", ENTRY);
    } else {
      Files.writeString(config.path(), "\n", java.nio.file.StandardOpenOption.APPEND);
    }
    plan.write();
    assertThat(config.path()).exists();
    assertThat(config.servers().keySet())
        .isEqualTo(another ? java.util.Set.of("two") : java.util.Set.of());
  }
}

package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenCode and Kilo Code merge several files; an entry may be in more than one of them. */
class MergedFilesTest {
  private static final McpServerEntry REMOTE =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"));
  private static final String WEAK =
      """
      {
        // mine
        "mcp": {
          "a": {"type": "local", "command": ["x"], "note": 1},
          "weak": {"type": "local", "command": ["w"]}
        }
      }
      """;
  private static final String STRONG =
      "{\"mcp\":{\"a\":{\"enabled\":false},\"strong\":{\"type\":\"local\",\"command\":[\"s\"]}}}";

  @TempDir Path home;
  private McpClientCatalog clients;
  private Path weak;
  private Path strong;

  @BeforeEach
  void bothFiles() throws IOException {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
    Path directory = Files.createDirectories(home.resolve(".config/opencode"));
    weak = Files.writeString(directory.resolve("opencode.json"), WEAK);
    strong = Files.writeString(directory.resolve("opencode.jsonc"), STRONG);
  }

  private ClientConfig config() {
    return clients.opencode().userConfig();
  }

  @Test
  void entriesAreReadAsTheClientMergesThem() {
    Map<String, McpServerEntry> servers = config().servers();
    assertThat(servers).containsOnlyKeys("a", "strong", "weak");
    assertThat(servers).containsEntry("a", McpServerEntry.stdio("x").enabled(false));
    assertThat(servers.get("a").unknown()).containsEntry("note", 1L);
    assertThat(config().client().at(strong).servers().get("a").transport())
        .isEqualTo(McpServerEntry.Transport.OTHER);
  }

  @Test
  void removesAnEntryFromEveryFileAndUndoRestoresAll() throws IOException {
    ConfigPlan plan = config().plan(edit -> edit.remove("a"));
    assertThat(plan.changedPaths()).containsExactly(strong, weak);
    assertThat(plan.diff()).contains("+++ " + strong).contains("+++ " + weak);
    ConfigPlan.Written written = plan.write();
    assertThat(config().servers()).containsOnlyKeys("strong", "weak");
    assertThat(Files.readString(weak)).startsWith("{\n  // mine\n").doesNotContain("\"a\"");
    written.undo();
    assertThat(Files.readString(weak)).isEqualTo(WEAK);
    assertThat(Files.readString(strong)).isEqualTo(STRONG);
    assertThat(home.resolve(".config/opencode")).isDirectoryNotContaining("glob:**.bak");
  }

  @Test
  void changingTheTransportRemovesOldMembersFromEveryFile() throws IOException {
    config().plan(edit -> edit.put("a", REMOTE)).write();
    assertThat(config().servers()).containsEntry("a", REMOTE.enabled(false));
    assertThat(config().servers().get("a").unknown()).containsOnlyKeys("note");
    assertThat(Files.readString(weak)).contains("\"note\": 1").doesNotContain("[\"x\"]");
  }

  @Test
  void changesAnEntryInTheFileThatHoldsIt() throws IOException {
    ConfigPlan plan = config().plan(edit -> edit.put("weak", McpServerEntry.stdio("new")));
    assertThat(plan.changedPaths()).containsExactly(weak);
    assertThat(plan.changesAnything()).isTrue();
    assertThat(plan.write().changed()).isTrue();
    assertThat(Files.readString(strong)).isEqualTo(STRONG);
    assertThat(config().servers()).containsEntry("weak", McpServerEntry.stdio("new"));
    config().plan(edit -> edit.disable("weak")).write();
    assertThat(Files.readString(strong)).isEqualTo(STRONG);
    assertThat(config().servers())
        .containsEntry("weak", McpServerEntry.stdio("new").enabled(false));
  }

  @Test
  void addsANewEntryToOneFileAndRemovesItWithoutTraces() throws IOException {
    ConfigPlan plan = config().plan(edit -> edit.put("new", REMOTE));
    assertThat(plan.changedPaths()).containsExactly(strong);
    plan.write();
    config().plan(edit -> edit.remove("new")).write();
    assertThat(Files.readString(weak)).isEqualTo(WEAK);
    assertThat(Files.readString(strong)).isEqualTo(STRONG);
    assertThat(config().plan(edit -> edit.remove("new")).changesAnything()).isFalse();
  }

  @Test
  void reportsANameInUseInAnyFile() throws IOException {
    assertThatThrownBy(
            () -> config().plan(edit -> edit.put("weak", REMOTE, ConfigEdit.PutMode.ADD)))
        .isInstanceOf(ConfigException.NameInUse.class);
    assertThatThrownBy(() -> config().plan(edit -> edit.rename("strong", "weak")))
        .isInstanceOf(ConfigException.NameInUse.class);
    assertThatThrownBy(() -> config().plan(edit -> edit.rename("weak", "strong")))
        .isInstanceOf(ConfigException.NameInUse.class);
    assertThatThrownBy(() -> config().plan(edit -> edit.rename("none", "other")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is no server");
    config().plan(edit -> edit.rename("a", "b").rename("weak", "w")).write();
    assertThat(config().servers()).containsOnlyKeys("b", "strong", "w");
    assertThat(Files.readString(weak)).contains("\"b\"", "\"w\"");
    assertThat(Files.readString(strong)).contains("\"b\"");
  }

  @Test
  void readdedEntryGoesWhereNewEntriesGo() {
    config()
        .plan(
            edit ->
                edit.rename("weak", "w")
                    .remove("w")
                    .put("w", REMOTE)
                    .put("weak", REMOTE, ConfigEdit.PutMode.ADD))
        .write();
    assertThat(config().client().at(strong).servers()).containsKeys("w", "weak");
    assertThat(config().client().at(weak).servers()).containsOnlyKeys("a");
  }

  @Test
  void filesChangeTogetherOrNotAtAll() throws IOException {
    Files.setPosixFilePermissions(weak, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> config().plan(edit -> edit.remove("a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(weak + " is read-only");
    assertThat(config().plan(edit -> edit.remove("strong")).changedPaths()).containsExactly(strong);
    Files.setPosixFilePermissions(weak, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(strong, PosixFilePermissions.fromString("r--r--r--"));
    config().plan(edit -> edit.rename("weak", "w")).write().undo();
    assertThatThrownBy(() -> config().plan(edit -> edit.remove("a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(strong + " is read-only");
    Files.setPosixFilePermissions(strong, PosixFilePermissions.fromString("rw-r--r--"));
    ConfigPlan plan = config().plan(edit -> edit.remove("a"));
    Files.delete(weak);
    Files.createDirectory(weak);
    assertThatThrownBy(plan::write).isInstanceOf(ConfigException.class);
    assertThat(Files.readString(strong)).isEqualTo(STRONG);
  }

  @Test
  void rejectsADefectInAnyFileAndNamesTheLine() throws IOException {
    Files.writeString(weak, "{\n  oops\n}");
    assertThatThrownBy(() -> config().plan(edit -> edit.put("new", REMOTE)))
        .isInstanceOf(ConfigException.Malformed.class)
        .hasMessageContaining(weak + ":2:3: ");
  }

  @Test
  void editsOnlyTheNamedFile() throws IOException {
    ClientConfig alone = clients.opencode().at(strong);
    assertThat(alone.plan(edit -> edit.remove("a")).changedPaths()).containsExactly(strong);
    assertThat(alone.servers()).containsOnlyKeys("a", "strong");
  }

  @ParameterizedTest
  @CsvSource({
    "opencode, opencode.json, .opencode/opencode.jsonc",
    "kilo-code, .kilo/kilo.json, .kilo/kilo.jsonc",
  })
  void filesOfAProjectAreMergedToo(String id, String one, String other) throws IOException {
    Path project = home.resolve("project");
    for (String file : List.of(one, other)) {
      Path path = project.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "{\"mcp\":{\"a\":{\"type\":\"local\",\"command\":[\"x\"]}}}");
    }
    ClientConfig config = clients.byId(id).orElseThrow().projectConfig(project);
    config.plan(edit -> edit.remove("a")).write();
    assertThat(config.servers()).isEmpty();
    assertThat(Files.readString(project.resolve(one))).isEqualTo("{\"mcp\":{}}");
    assertThat(Files.readString(project.resolve(other))).isEqualTo("{\"mcp\":{}}");
  }

  @Test
  void anOldFileInAnotherDialectIsMergedEntryByEntry() throws IOException {
    Path project = home.resolve("project");
    Path now = project.resolve(".kilo/kilo.json");
    Path old = project.resolve(".kilocode/mcp.json");
    Files.createDirectories(now.getParent());
    Files.createDirectories(old.getParent());
    Files.writeString(now, "{\"mcp\":{\"a\":{\"type\":\"local\",\"command\":[\"x\"]}}}");
    Files.writeString(
        old,
        "{\"mcpServers\":{\"a\":{\"command\":\"o\"},\"b\":{\"type\":\"streamable-http\",\"url\":\"u\"}}}");
    ClientConfig config = clients.kiloCode().projectConfig(project);
    assertThat(config.servers().get("a").command()).contains("x");
    assertThat(config.servers().get("b").url()).contains("u");
    config.plan(edit -> edit.put("b", REMOTE).put("a", REMOTE)).write();
    assertThat(Files.readString(old))
        .isEqualTo(
            "{\"mcpServers\":{\"a\":{\"type\":\"streamable-http\",\"url\":\"https://x.invalid/mcp\"},"
                + "\"b\":{\"type\":\"streamable-http\",\"url\":\"https://x.invalid/mcp\"}}}");
    assertThat(config.servers()).containsEntry("a", REMOTE).containsEntry("b", REMOTE);
  }
}

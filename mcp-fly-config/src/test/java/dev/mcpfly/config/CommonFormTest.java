package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Entries on their way between clients, texts and files of other tools. */
class CommonFormTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  /** Thousands of files are written here, and none of them to a disk. */
  private static final Path MEMORY =
      Jimfs.newFileSystem(Configuration.unix().toBuilder().setAttributeViews("posix").build())
          .getPath("/home");

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @Test
  void copiesAnEntryIntoAnotherClientsFormat() throws IOException {
    ClientConfig cursor = clients.cursor().userConfig();
    ClientConfig codex = clients.codex().userConfig();
    McpServerEntry entry =
        McpServerEntry.http(ENDPOINT)
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    cursor.plan(edit -> edit.put("e", entry)).write();
    McpClients.copy(cursor, codex, "e").write();
    assertThat(Files.readString(codex.path()))
        .isEqualTo(
            "[mcp_servers.e]\nurl = \"https://x.invalid/mcp\"\nbearer_token_env_var = \"TOKEN\"\n");
    assertThatThrownBy(() -> McpClients.copy(cursor, codex, "none"))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> McpClients.copy(cursor, clients.zed().userConfig(), "e"))
        .isInstanceOf(ConfigException.EntryRefused.class);
  }

  @TestFactory
  Stream<DynamicTest> everyClientsEntriesAreCopiedToEveryOther() {
    return clients.all().stream()
        .map(from -> DynamicTest.dynamicTest(from.id(), () -> copyToAll(from)));
  }

  private void copyToAll(McpClient from) {
    List<McpServerEntry> entries =
        List.of(
            McpServerEntry.stdio("npx", "-y", "pkg").env("A", "ü \"1\""),
            McpServerEntry.http(ENDPOINT).header("X-Key", "1"));
    for (McpServerEntry entry : entries) {
      ClientConfig source = config(from, "from");
      if (from.refusal("e", entry).isPresent()) {
        continue;
      }
      source.plan(edit -> edit.put("e", entry)).write();
      for (McpClient to : clients.all()) {
        ClientConfig target = config(to, "to");
        if (to.refusal("e", entry).isPresent()) {
          assertThatThrownBy(() -> McpClients.copy(source, target, "e"))
              .isInstanceOf(ConfigException.EntryRefused.class);
          continue;
        }
        McpClients.copy(source, target, "e").write();
        McpServerEntry copied = target.servers().get("e");
        assertThat(copied.transport()).isEqualTo(entry.transport());
        assertThat(copied.command()).isEqualTo(entry.command());
        assertThat(copied.args()).isEqualTo(entry.args());
        assertThat(copied.url()).isEqualTo(entry.url());
        assertThat(copied.env()).isEqualTo(entry.env());
        assertThat(copied.headers()).isEqualTo(entry.headers());
        target.plan(edit -> edit.remove("e")).write();
      }
    }
  }

  private ClientConfig config(McpClient client, String directory) {
    String like;
    try {
      like = "" + client.userConfig().path();
    } catch (ConfigException e) {
      like = "mcp.json"; // it has no file on this system
    }
    String suffix = like.substring(like.lastIndexOf('.'));
    return client.at(MEMORY.resolve(directory + "-" + client.id() + suffix));
  }

  @Test
  void copiesReferencesInArgumentsOnlyWhereTheyMeanTheSame() throws IOException {
    Path file = home.resolve(".cursor/mcp.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"mcpServers\":{\"e\":{\"command\":\"x\",\"args\":[\"${workspaceFolder}/a\"],"
            + "\"env\":{\"A\":\"${env:B}-${env:C}\"}}}}");
    ClientConfig cursor = clients.cursor().userConfig();
    ClientConfig project = clients.cursor().projectConfig(home.resolve("project"));
    McpClients.copy(cursor, project, "e").write();
    assertThat(project.servers()).isEqualTo(cursor.servers());
    for (McpClient other : List.of(clients.claudeCode(), clients.zed())) {
      assertThatThrownBy(() -> McpClients.copy(cursor, other.userConfig(), "e"))
          .isInstanceOf(ConfigException.EntryRefused.class)
          .hasMessageContaining("references that " + other.displayName());
    }
  }

  @Test
  void existingReferencesMayStay() throws IOException {
    Path file = home.resolve("mcp.json");
    Files.writeString(
        file, "{\"mcpServers\":{\"e\":{\"command\":\"x\",\"args\":[\"${workspaceFolder}\"]}}}");
    ClientConfig cursor = clients.cursor().at(file);
    McpServerEntry more = cursor.servers().get("e").env("A", "1");
    cursor.plan(edit -> edit.put("e", more)).write();
    assertThat(cursor.servers()).containsEntry("e", more);
    assertThatThrownBy(() -> cursor.plan(edit -> edit.put("e", more.env("B", "${new}"))))
        .isInstanceOf(ConfigException.EntryRefused.class);
    assertThatThrownBy(() -> cursor.plan(edit -> edit.put("other", more)))
        .isInstanceOf(ConfigException.EntryRefused.class);
  }

  @Test
  void keysMayHaveAnyName() throws IOException {
    Path path = home.resolve("deep.json");
    ClientConfig file = McpClients.file(path, "a.b", "", "c");
    file.plan(edit -> edit.put("e", McpServerEntry.stdio("x"))).write();
    assertThat(file.keys()).containsExactly("a.b", "", "c");
    assertThat(Files.readString(path)).contains("\"a.b\"", "\"\": {", "\"c\"");
    assertThat(file.servers()).containsOnlyKeys("e");
  }

  @Test
  void entriesArePastedAndCopiedAsText() {
    Map<String, McpServerEntry> servers =
        McpClients.readServers(
            "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"args\": [\"y\"]}, /* b */"
                + " \"b\": {\"url\": \"https://x.invalid/mcp\"}}}");
    assertThat(servers)
        .containsEntry("a", McpServerEntry.stdio("x", "y"))
        .containsEntry("b", McpServerEntry.http(ENDPOINT));
    assertThat(McpClients.readServers(McpClients.writeServers(servers))).isEqualTo(servers);
    assertThat(McpClients.readServers("{\"a\": {\"command\": \"x\"}}")).containsOnlyKeys("a");
    assertThatThrownBy(() -> McpClients.readServers("{\"a\":\n oops}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2, column 2");
    McpServerEntry secret = McpServerEntry.stdio("x").env("A", ConfigValue.fromEnvironment("A"));
    assertThatThrownBy(() -> McpClients.writeServers(Map.of("a", secret)))
        .isInstanceOf(ConfigException.EntryRefused.class);
  }

  @Test
  void anyFileWithAnyKeyCanBeEdited() throws IOException {
    Path path = home.resolve("tool.yaml");
    Files.writeString(path, "a: 1 # one\n");
    ClientConfig file = McpClients.file(path, "tool", "servers");
    file.plan(edit -> edit.put("e", McpServerEntry.stdio("x", "y"))).write();
    assertThat(Files.readString(path)).startsWith("a: 1 # one\ntool:\n");
    assertThat(file.servers()).containsEntry("e", McpServerEntry.stdio("x", "y"));
    ClientConfig plain = McpClients.file(home.resolve("plain.json"));
    plain.plan(edit -> edit.put("e", McpServerEntry.stdio("x"))).write();
    assertThat(Files.readString(plain.path()))
        .isEqualTo(
            """
            {
              "mcpServers": {
                "e": {
                  "command": "x",
                  "args": []
                }
              }
            }
            """);
  }
}

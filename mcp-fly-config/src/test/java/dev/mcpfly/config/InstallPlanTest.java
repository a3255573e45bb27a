package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installer that puts its own server into whatever clients there are. */
class InstallPlanTest {
  private static final McpServerEntry STDIO = McpServerEntry.stdio("npx", "-y", "notes-server");

  @TempDir private Path home;
  private McpClientCatalog clients;
  private Path zed;
  private Path cursor;

  @BeforeEach
  void installTwo() throws IOException {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
    zed = write(".config/zed/settings.json", "{\n  // mine\n  \"theme\": \"One\",\n}\n");
    cursor = write(".cursor/mcp.json", "{}\n");
  }

  private Path write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private McpClients.InstallPlan plan(McpServerEntry entry) {
    return McpClients.installInto(clients.detected(), "notes", entry);
  }

  @Test
  void addsTheServerToEveryInstalledClient() throws IOException {
    McpClients.InstallPlan plan = plan(STDIO);
    assertThat(plan.refused()).isEmpty();
    assertThat(plan.changes().plans()).hasSameSizeAs(clients.detected());
    assertThat(Files.readString(zed)).as("before it is written").doesNotContain("notes");
    ConfigTransaction.Written written = plan.changes().write();
    assertThat(Files.readString(zed)).contains("// mine", "notes-server");
    assertThat(clients.cursor().userConfig().servers()).containsKey("notes");
    written.undo();
    assertThat(Files.readString(zed)).doesNotContain("notes");
    assertThat(Files.readString(cursor)).isEqualTo("{}\n");
  }

  @Test
  void leavesOutAClientWithAnUnreadableFileAndExplainsWhy() throws IOException {
    Files.writeString(cursor, "{ broken");
    McpClients.InstallPlan plan = plan(STDIO);
    assertThat(plan.refused()).containsOnlyKeys(clients.cursor());
    assertThat(plan.refused().get(clients.cursor())).contains("mcp.json");
    plan.changes().write();
    assertThat(Files.readString(cursor)).isEqualTo("{ broken");
    assertThat(Files.readString(zed)).contains("notes-server");
  }

  @Test
  void removesTheServerAgainButNotFromAFileThatIsBroken() throws IOException {
    String before = Files.readString(zed);
    plan(STDIO).changes().write();
    Files.writeString(cursor, "{ broken");
    McpClients.InstallPlan removal = McpClients.removeFrom(clients.detected(), "notes");
    assertThat(removal.refused()).containsOnlyKeys(clients.cursor());
    removal.changes().write();
    assertThat(Files.readString(zed)).isEqualTo(before);
    assertThat(Files.readString(cursor)).isEqualTo("{ broken");
    assertThat(McpClients.removeFrom(clients.detected(), "notes").changes().changesAnything())
        .isFalse();
  }

  @Test
  void leavesOutAClientThatCannotUseSuchAnEntry() throws IOException {
    write(".config/Claude/claude_desktop_config.json", "{}\n");
    McpClients.InstallPlan plan = plan(McpServerEntry.http(URI.create("https://example.com/mcp")));
    assertThat(plan.refused()).containsOnlyKeys(clients.claudeDesktop());
    assertThat(plan.refused().get(clients.claudeDesktop())).isNotBlank();
    assertThat(plan.changes().plans()).isNotEmpty();
  }

  @Test
  void changesNothingWhereThereIsNoClient() {
    McpClients.InstallPlan plan = McpClients.installInto(List.of(), "notes", STDIO);
    assertThat(plan.changes().changesAnything()).isFalse();
    assertThat(plan.refused()).isEmpty();
    plan.changes().write();
  }
}

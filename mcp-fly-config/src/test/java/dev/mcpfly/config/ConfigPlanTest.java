package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigPlanTest {
  private static final McpServerEntry SLACK =
      McpServerEntry.stdio("npx", "-y", "slack").env("SLACK_BOT_TOKEN", "xoxb-secret");
  private static final McpServerEntry REMOTE =
      McpServerEntry.http(URI.create("https://app.fly.dev/mcp"))
          .header("Authorization", "Bearer hush");

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private ClientConfig zed(String text) throws IOException {
    Path file = home.resolve(".config/zed/settings.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return clients.zed().userConfig();
  }

  @Test
  void onlyWritingChangesTheFile() throws IOException {
    String before = "{\n  // Zed settings\n  \"theme\": \"One\",\n}\n";
    ClientConfig zed = zed(before);
    ConfigPlan plan = zed.plan(edit -> edit.put("slack", SLACK));
    assertThat(plan.changesAnything()).isTrue();
    assertThat(plan.createsFile()).isFalse();
    assertThat(Files.readString(zed.path())).isEqualTo(before);
    plan.write();
    assertThat(Files.readString(zed.path()))
        .isEqualTo(
            """
            {
              // Zed settings
              "theme": "One",
              "context_servers": {
                "slack": {
                  "command": "npx",
                  "args": ["-y", "slack"],
                  "env": {
                    "SLACK_BOT_TOKEN": "xoxb-secret"
                  }
                }
              },
            }
            """);
    assertThat(zed.servers()).containsEntry("slack", SLACK);
  }

  @Test
  void theDiffShowsTheChangeAndHidesSecrets() throws IOException {
    ClientConfig zed = zed("{\n  \"context_servers\": {},\n  \"api_key\": \"sk-123\"\n}\n");
    ConfigPlan plan = zed.plan(edit -> edit.put("slack", SLACK).put("remote", REMOTE));
    assertThat(plan.diff())
        .isEqualTo(
            """
            --- %1$s
            +++ %1$s
            @@ -1,4 +1,18 @@
             {
            -  "context_servers": {},
            +  "context_servers": {
            +    "slack": {
            +      "command": "npx",
            +      "args": ["-y", "slack"],
            +      "env": {
            +        "SLACK_BOT_TOKEN": "****"
            +      }
            +    },
            +    "remote": {
            +      "url": "https://app.fly.dev/mcp",
            +      "headers": {
            +        "Authorization": "****"
            +      }
            +    }
            +  },
               "api_key": "****"
             }
            """
                .formatted(zed.path()));
    assertThat(plan.toString() + SLACK + REMOTE).doesNotContain("xoxb").doesNotContain("hush");
  }

  @Test
  void theDiffOfAVeryLongLineShowsTheChangeAlone() throws IOException {
    ClientConfig zed =
        zed("{\"x\":\"" + "y".repeat(5000) + "\",\"token\":\"hush\",\"context_servers\":{}}");
    String diff = zed.plan(edit -> edit.put("slack", SLACK)).diff();
    assertThat(diff)
        .contains("\"slack\":{\"command\":\"npx\",\"args\":[\"-y\",\"slack\"]")
        .contains("\"SLACK_BOT_TOKEN\":\"****\"")
        .doesNotContain("yyy")
        .doesNotContain("hush")
        .doesNotContain("xoxb");
  }

  @Test
  void undoRestoresTheBytesAndLeavesNothingBehind() throws IOException {
    String before = "{\"theme\":\"One\"}";
    ClientConfig zed = zed(before);
    ConfigPlan.Written written = zed.plan(edit -> edit.put("slack", SLACK)).write();
    assertThat(written.changed()).isTrue();
    assertThat(written.backup()).isPresent();
    written.undo();
    written.undo();
    assertThat(Files.readString(zed.path())).isEqualTo(before);
    try (Stream<Path> files = Files.list(zed.path().getParent())) {
      assertThat(files).containsExactly(zed.path());
    }
  }

  @Test
  void undoOfANewFileRemovesItAndItsDirectories() throws IOException {
    ClientConfig desktop = clients.claudeDesktop().userConfig();
    ConfigPlan plan = desktop.plan(edit -> edit.put("slack", SLACK));
    assertThat(plan.createsFile()).isTrue();
    ConfigPlan.Written written = plan.write();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(desktop.path())))
        .isEqualTo("rw-------");
    assertThat(desktop.servers()).containsEntry("slack", SLACK);
    written.undo();
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void undoFailsIfTheFileWasChangedSince() throws IOException {
    ClientConfig zed = zed("{}");
    ConfigPlan.Written written = zed.plan(edit -> edit.put("slack", SLACK)).write();
    Files.writeString(zed.path(), "{\"mine\": 1}");
    assertThatThrownBy(written::undo)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("changed since");
    assertThat(Files.readString(zed.path())).isEqualTo("{\"mine\": 1}");
  }

  @Test
  void plansAgainIfTheFileChangedMeanwhile() throws IOException {
    ClientConfig zed = zed("{\"a\": 1}");
    ConfigPlan plan = zed.plan(edit -> edit.put("slack", SLACK));
    Files.writeString(zed.path(), "{\"b\": 2}");
    plan.write();
    assertThat(Files.readString(zed.path())).startsWith("{\"b\": 2, \"context_servers\"");
  }

  @Test
  void modeOfAnExistingFileIsKept() throws IOException {
    ClientConfig zed = zed("{}");
    Files.setPosixFilePermissions(zed.path(), PosixFilePermissions.fromString("rw-r-----"));
    zed.plan(edit -> edit.put("slack", SLACK)).write();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zed.path())))
        .isEqualTo("rw-r-----");
  }

  @Test
  void rejectsAReadOnlyFile() throws IOException {
    ClientConfig zed = zed("{}");
    Files.setPosixFilePermissions(zed.path(), PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> zed.plan(edit -> edit.put("slack", SLACK)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("read-only");
  }

  @Test
  void followsALinkAndKeepsIt() throws IOException {
    Path real = home.resolve("dotfiles/zed.json");
    Files.createDirectories(real.getParent());
    Files.writeString(real, "{}");
    Path link = home.resolve(".config/zed/settings.json");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of("../../dotfiles/zed.json"));
    clients.zed().userConfig().plan(edit -> edit.put("slack", SLACK)).write();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(real)).contains("slack");
    assertThat(Files.exists(real, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void rejectsAFileThatIsNotJsonAndNamesTheLine() throws IOException {
    ClientConfig zed = zed("{\n  \"a\": oops\n}");
    assertThatThrownBy(() -> zed.plan(edit -> edit.put("slack", SLACK)))
        .isInstanceOfSatisfying(
            ConfigException.Malformed.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(8);
              assertThat(e).hasMessageContaining(zed.path().toString() + ":2:8: ");
            });
    assertThatThrownBy(() -> zed("{\"context_servers\": []}").plan(edit -> edit.remove("x")))
        .hasMessageContaining("is a list where an object should be");
  }

  @Test
  void reportsANameInUseWithItsOwnException() throws IOException {
    ClientConfig zed =
        zed("{\"context_servers\": {\"slack\": {\"command\": \"x\", \"enabled\": false}}}");
    assertThatThrownBy(() -> zed.plan(edit -> edit.put("slack", SLACK, ConfigEdit.PutMode.ADD)))
        .isInstanceOf(ConfigException.NameInUse.class);
    zed.plan(edit -> edit.put("slack", REMOTE)).write();
    assertThat(Files.readString(zed.path()))
        .isEqualTo(
            "{\"context_servers\": {\"slack\": {\"enabled\": false, \"url\":"
                + " \"https://app.fly.dev/mcp\", \"headers\": {\"Authorization\": \"Bearer"
                + " hush\"}}}}");
    zed.plan(edit -> edit.put("slack", SLACK, ConfigEdit.PutMode.REPLACE)).write();
    assertThat(zed.servers().get("slack")).isEqualTo(SLACK);
  }

  @Test
  void rejectsAnUnusableEntryAndExplainsTheRemedy() {
    ClientConfig desktop = clients.claudeDesktop().userConfig();
    assertThatThrownBy(() -> desktop.plan(edit -> edit.put("slack", REMOTE)))
        .isInstanceOf(ConfigException.EntryRefused.class)
        .hasMessageContaining("proxy entry");
    assertThat(clients.claudeDesktop().refusal("slack", REMOTE)).isPresent();
    assertThat(clients.zed().refusal("slack", REMOTE)).isEmpty();
  }

  @Test
  void failedTransactionLeavesEveryFileUnchanged() throws IOException {
    ClientConfig zed = zed("{}");
    ClientConfig cursor = clients.cursor().userConfig();
    ConfigPlan first = zed.plan(edit -> edit.put("slack", SLACK));
    ConfigPlan second = cursor.plan(edit -> edit.put("slack", SLACK));
    Files.createDirectories(cursor.path()); // a directory where the file should be
    assertThatThrownBy(() -> ConfigTransaction.of(first, second).write())
        .isInstanceOf(ConfigException.class);
    assertThat(Files.readString(zed.path())).isEqualTo("{}");
    Files.delete(cursor.path());
    ConfigTransaction.Written written = ConfigTransaction.of(first, second).write();
    assertThat(cursor.servers()).containsKey("slack");
    written.undo();
    assertThat(Files.readString(zed.path())).isEqualTo("{}");
    assertThat(cursor.exists()).isFalse();
  }
}

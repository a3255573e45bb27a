package dev.mcpfly.config.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.BackupPolicy;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another user of the machine: what they can read, and what they can put in the way. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class AnotherUserTest {
  private static final McpServerEntry SECRET =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"))
          .header("Authorization", "Bearer hush");
  private static final McpServerEntry PLAIN = McpServerEntry.stdio("x").env("MODE", "fast");

  @TempDir Path home;
  private Path file;
  private ClientConfig config;

  @BeforeEach
  void scratchFile() {
    file = home.resolve("mcp.json");
    config = at(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private ClientConfig at(HostEnvironment host) {
    return McpClients.in(host).cursor().at(file);
  }

  private void write(String text, String mode) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void planWarnsOfASecretThatOthersCouldRead() throws IOException {
    write("{}", "rw-r--r--");
    ConfigPlan plan = config.plan(edit -> edit.put("slack", SECRET));
    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .contains("The header Authorization of \"slack\"", "rw-r--r--", file.toString())
        .contains("edit.tightenPermissions()", "ConfigValue.fromEnvironment")
        .doesNotContain("hush");
    plan.write();
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    assertThat(config.plan(edit -> edit.put("b", PLAIN)).warnings()).isEmpty();
    McpServerEntry reference =
        McpServerEntry.http(URI.create("https://x.invalid/mcp"))
            .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
    assertThat(config.plan(edit -> edit.put("b", reference)).warnings()).isEmpty();
    assertThat(
            config
                .plan(edit -> edit.put("b", McpServerEntry.stdio("x", "--token", "hush")))
                .warnings())
        .singleElement()
        .asString()
        .contains("A secret in the arguments");
  }

  @Test
  void tighteningRemovesThePermissionsOfOthers() throws IOException {
    write("{}", "rw-r--r--");
    ConfigPlan plan = config.plan(edit -> edit.put("slack", SECRET).tightenPermissions());
    assertThat(plan.warnings()).isEmpty();
    plan.write();
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void planWarnsOfASecretInARepository() throws IOException {
    Path dotfiles = Files.createDirectories(home.resolve("dotfiles"));
    Files.createDirectory(dotfiles.resolve(".git"));
    Path real = Files.writeString(dotfiles.resolve("mcp.json"), "{}");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(file, real);
    assertThat(config.plan(edit -> edit.put("slack", SECRET)).warnings())
        .singleElement()
        .asString()
        .contains("Git repository " + dotfiles.toRealPath());
  }

  @Test
  void backupIsForItsOwnerOnlyAndIsDeletedWithTheEntry() throws IOException {
    write("{\"a\": 1}", "rw-r--r--");
    Path backup = config.plan(edit -> edit.put("slack", SECRET)).write().backup().orElseThrow();
    assertThat(mode(backup)).isEqualTo("rw-------");
    assertThat(backup).hasContent("{\"a\": 1}");
    config.plan(edit -> edit.put("slack", SECRET.header("X", "y"))).write();
    assertThat(Files.readString(backup)).contains("hush");
    assertThat(mode(backup)).isEqualTo("rw-------");
    config.plan(edit -> edit.remove("slack")).write();
    onlyTheFileIsLeft();
  }

  @Test
  void noBackupHoldsTheTokenOfARemovedEntry() throws IOException {
    write("{}", "rw-r--r--");
    config.plan(edit -> edit.put("slack", SECRET)).write();
    config.plan(edit -> edit.put("other", PLAIN)).write();
    config.plan(edit -> edit.remove("slack")).write();
    onlyTheFileIsLeft();
    assertThat(Files.readString(file)).contains("other").doesNotContain("hush");
  }

  @Test
  void backupIsKeptWhileOneOfTwoEntriesStays() throws IOException {
    write("{\"mcpServers\": {\"mine\": {\"command\": \"m\"}}}", "rw-------");
    Path backup =
        config.plan(edit -> edit.put("a", PLAIN).put("b", PLAIN)).write().backup().orElseThrow();
    config.plan(edit -> edit.remove("a")).write();
    assertThat(backup).exists();
    config.plan(edit -> edit.remove("b")).write();
    onlyTheFileIsLeft();
  }

  @Test
  void undoLeavesNoBackup() throws IOException {
    write("{}", "rw-------");
    config.plan(edit -> edit.put("a", SECRET)).write();
    ConfigPlan.Written second = config.plan(edit -> edit.put("b", SECRET)).write();
    second.undo();
    onlyTheFileIsLeft();
    assertThat(config.servers()).containsOnlyKeys("a");
  }

  private void onlyTheFileIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void backupsCanBeConfigured() throws IOException {
    write("{}", "rw-r--r--");
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    ClientConfig none = at(host.withBackups(BackupPolicy.none()));
    ConfigPlan.Written written = none.plan(edit -> edit.put("a", SECRET)).write();
    assertThat(written.backup()).isEmpty();
    onlyTheFileIsLeft();
    written.undo();
    assertThat(file).hasContent("{}");

    Path elsewhere = home.resolve("state/backups");
    ClientConfig apart = at(host.withBackups(BackupPolicy.in(elsewhere)));
    Path backup = apart.plan(edit -> edit.put("a", SECRET)).write().backup().orElseThrow();
    assertThat(backup.getParent()).isEqualTo(elsewhere);
    assertThat(mode(elsewhere)).isEqualTo("rwx------");
    assertThat(mode(backup)).isEqualTo("rw-------");
    apart.plan(edit -> edit.remove("a")).write();
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(file).hasContent("{}");

    assertThat(
            config.plan(edit -> edit.put("a", SECRET).backup(BackupPolicy.none())).write().backup())
        .isEmpty();
    config.plan(edit -> edit.put("b", PLAIN)).write();
    none.plan(edit -> edit.remove("a").remove("b")).write();
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left).noneMatch(path -> path.toString().endsWith(".bak"));
    }
  }

  @Test
  void reportsALockThatCannotBeWrittenAtOnce() throws IOException {
    write("{}", "rw-------");
    Path marker = Files.writeString(home.resolve(".mcp.json.mcp-fly.lock"), "");
    Files.setPosixFilePermissions(marker, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> config.plan(edit -> edit.put("a", PLAIN)).write())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(marker + " is read-only (r--r--r--)")
        .hasMessageContaining("remove it");
    assertThat(file).hasContent("{}");
    Files.setPosixFilePermissions(marker, PosixFilePermissions.fromString("rw-rw-rw-"));
    if ("root".equals(System.getProperty("user.name"))) {
      Files.setAttribute(marker, "unix:uid", 12345);
      assertThatThrownBy(() -> config.plan(edit -> edit.put("a", PLAIN)).write())
          .hasMessageContaining(marker + " belongs to the user 12345");
      Files.setAttribute(marker, "unix:uid", 0);
    }
    config.plan(edit -> edit.put("a", PLAIN)).write();
    assertThat(marker).doesNotExist();
  }

  @Test
  void namesALockDirectoryThatIsNotEmpty() throws IOException {
    write("{}", "rw-------");
    Path lock = Files.createDirectories(home.resolve("mcp.json.lock/x")).getParent();
    Files.setLastModifiedTime(lock, FileTime.from(Instant.EPOCH));
    assertThatThrownBy(() -> config.plan(edit -> edit.put("a", PLAIN)).write())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the lock directory " + lock + " is not empty");
    assertThat(file).hasContent("{}");
  }

  @Test
  void reportsHardLinksAndKeepsExtendedAttributes() throws IOException {
    write("{}", "rw-------");
    Files.createLink(home.resolve("other.json"), file);
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    view.write("note", ByteBuffer.wrap("mine".getBytes(StandardCharsets.UTF_8)));
    ConfigPlan plan = config.plan(edit -> edit.put("a", PLAIN));
    assertThat(plan.warnings()).singleElement().asString().contains("2 names (hard links)");
    plan.write();
    ByteBuffer value = ByteBuffer.allocate(4);
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class).read("note", value);
    assertThat(new String(value.array(), StandardCharsets.UTF_8)).isEqualTo("mine");
    assertThat(home.resolve("other.json")).hasContent("{}");
  }
}

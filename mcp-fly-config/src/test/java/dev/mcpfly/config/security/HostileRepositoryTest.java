package dev.mcpfly.config.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository with hostile content: links, pipes and records in the places of files. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class HostileRepositoryTest {
  private static final McpServerEntry ENTRY = McpServerEntry.stdio("x").env("API_TOKEN", "hush");

  @TempDir Path home;
  private Path project;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchProject() throws IOException {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
    project = Files.createDirectories(home.resolve("project"));
  }

  private ClientConfig cursor() throws IOException {
    Files.createDirectories(project.resolve(".cursor"));
    return clients.cursor().projectConfig(project);
  }

  @Test
  void aFileThatLeadsOutOfTheProjectIsShownAndNeedsConsent() throws IOException {
    Path victim = Files.writeString(home.resolve("victim.json"), "{}");
    ClientConfig config = cursor();
    Files.createSymbolicLink(config.path(), victim);
    ConfigPlan plan = config.plan(edit -> edit.put("e", ENTRY));
    assertThat(plan.realPath()).isEqualTo(victim.toRealPath());
    assertThat(plan.toString()).contains(victim.toRealPath().toString());
    assertThat(plan.warnings())
        .anySatisfy(
            text ->
                assertThat(text).contains("out of the project", victim.toRealPath().toString()));
    assertThatThrownBy(plan::write)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(victim.toRealPath().toString())
        .hasMessageContaining("followLinkOutOfProject");
    assertThat(victim).hasContent("{}");
    assertThatThrownBy(() -> dev.mcpfly.config.ConfigTransaction.of(plan).write())
        .hasMessageContaining("followLinkOutOfProject");
    config.plan(edit -> edit.put("e", ENTRY).followLinkOutOfProject()).write();
    assertThat(Files.readString(victim)).contains("\"e\"");
    assertThat(config.path()).isSymbolicLink();
  }

  @Test
  void aDirectoryThatLeadsOutOfTheProjectNeedsConsentToo() throws IOException {
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
    Files.createSymbolicLink(project.resolve(".cursor"), elsewhere);
    ConfigPlan plan = clients.cursor().projectConfig(project).plan(edit -> edit.put("e", ENTRY));
    assertThatThrownBy(plan::write).hasMessageContaining("followLinkOutOfProject");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInsideOfTheProjectIsFollowed() throws IOException {
    Path shared = Files.writeString(project.resolve("shared.json"), "{}");
    ClientConfig config = cursor();
    Files.createSymbolicLink(config.path(), Path.of("../shared.json"));
    Path link = Files.createSymbolicLink(home.resolve("linked-project"), project);
    clients.cursor().projectConfig(link).plan(edit -> edit.put("e", ENTRY)).write();
    assertThat(Files.readString(shared)).contains("\"e\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/zero", "/dev/null", "/dev/tty", "/dev/random"})
  void rejectsADeviceAtOnceAndNeverReplacesIt(String device) throws IOException {
    ClientConfig config = cursor();
    Files.createSymbolicLink(config.path(), Path.of(device));
    refused(config, "device");
    assertThat(config.path()).isSymbolicLink();
    refused(clients.zed().at(Path.of(device)), "device");
  }

  @Test
  void rejectsAPipeAtOnceAndNeverReplacesIt() throws Exception {
    ClientConfig config = cursor();
    pipe(config.path());
    refused(config, "pipe");
    Path link = Files.createSymbolicLink(home.resolve("link.json"), config.path());
    refused(clients.zed().at(link), "pipe");
  }

  @Test
  void rejectsASocketAtOnceAndNeverReplacesIt() throws IOException {
    Path socket = home.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      refused(clients.zed().at(socket), "socket");
    }
  }

  private static void refused(ClientConfig config, String what) throws IOException {
    for (Runnable use :
        new Runnable[] {
          config::servers,
          () -> config.plan(edit -> edit.put("e", ENTRY)),
          () -> config.plan(edit -> edit.remove("e"))
        }) {
      assertThatThrownBy(use::run)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(config.path().toString())
          .hasMessageContaining("a " + what + " where a file should be");
    }
    assertThat(Files.isRegularFile(config.path())).isFalse();
    assertThat(Files.exists(config.path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  private static void pipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void aPipeAmongTheFilesThatAClientMayHaveIsNotOpened() throws Exception {
    Path directory = Files.createDirectories(home.resolve(".config/opencode"));
    pipe(directory.resolve("opencode.jsonc"));
    assertThatThrownBy(() -> clients.opencode().userConfig().servers())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a pipe where a file should be");
    Path storage = home.resolve(".config/Code/User/globalStorage/storage.json");
    Files.createDirectories(storage.getParent());
    pipe(storage);
    assertThatThrownBy(() -> clients.vscode().profiles()).isInstanceOf(ConfigException.class);
  }

  @Test
  void theLockDoesNotFollowALink() throws IOException {
    Path victim = Files.writeString(home.resolve("victim"), "a file of the user's own, not ours");
    ClientConfig config = cursor();
    Path marker = config.path().resolveSibling(".mcp.json.mcp-fly.lock");
    Files.createSymbolicLink(marker, victim);
    cannotBeWritten(config, "the lock file", "is a link");
    assertThat(victim).hasContent("a file of the user's own, not ours");
    assertThat(marker).isSymbolicLink();
  }

  @Test
  void lockRejectsAPipeAndAnythingElseOfItsName() throws Exception {
    ClientConfig config = cursor();
    Path marker = config.path().resolveSibling(".mcp.json.mcp-fly.lock");
    pipe(marker);
    cannotBeWritten(config, "the lock file", "is not a file");
    Files.delete(marker);
    Files.createDirectory(marker);
    cannotBeWritten(config, "the lock file", "is not a file");
    Files.delete(marker);
    Path victim = Files.writeString(home.resolve("victim"), "0123456789");
    Files.createLink(marker, victim);
    cannotBeWritten(config, "the lock file", "not a lock file of this library");
    Files.delete(marker);
    Files.writeString(marker, "x".repeat(100));
    cannotBeWritten(config, "the lock file", "not a lock file of this library");
    assertThat(victim).hasContent("0123456789");
    assertThat(marker).hasContent("x".repeat(100));
  }

  @Test
  void backupRejectsALinkAndAPipe() throws Exception {
    Path victim = Files.writeString(home.resolve("victim"), "mine");
    ClientConfig config = cursor();
    Files.writeString(config.path(), "{}");
    Path backup = config.path().resolveSibling("mcp.json.mcp-fly.bak");
    Files.createSymbolicLink(backup, victim);
    cannotBeWritten(config, ".bak is a link, not a file");
    Files.delete(backup);
    pipe(backup);
    cannotBeWritten(config, ".bak is a pipe, not a file");
    Files.delete(backup);
    Files.createSymbolicLink(backup, Path.of("/dev/zero"));
    config.plan(edit -> edit.remove("e")).write(); // does not open it
    cannotBeWritten(config, ".bak is a link, not a file");
    assertThat(victim).hasContent("mine");
    assertThat(config.path()).hasContent("{}");
  }

  private static void cannotBeWritten(ClientConfig config, String... why) {
    assertThatThrownBy(() -> config.plan(edit -> edit.put("e", ENTRY)).write())
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(why)
        .hasMessageContaining("It is unchanged");
    try (Stream<Path> left = Files.list(config.path().getParent())) {
      assertThat(left).noneMatch(path -> path.toString().endsWith(".mcp-fly.tmp"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void recordsFromARepositoryAffectNothingElse() throws Exception {
    Path victim = Files.writeString(home.resolve("victim.json"), "{}");
    ClientConfig config = cursor();
    Files.writeString(config.path(), "{}");
    Path list = config.path().resolveSibling(".mcp.json.mcp-fly.transaction");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(list))) {
      out.writeInt(0x6d63_7031);
      out.writeUTF("id");
      out.writeInt(2);
      out.writeUTF(config.path().toRealPath().toString());
      out.writeUTF(victim.toRealPath().toString());
    }
    Path record = config.path().resolveSibling(".mcp.json.mcp-fly.journal");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(record))) {
      out.writeInt(0x6d63_7031);
      out.writeUTF("id");
      out.writeUTF(list.toRealPath().toString());
      out.write(MessageDigest.getInstance("SHA-256").digest("{}".getBytes(StandardCharsets.UTF_8)));
      out.writeBoolean(true);
      out.writeBytes("{\"mcpServers\":{\"evil\":{\"command\":\"evil\"}}}");
    }
    // A checkout gives modes that others can read, and a record is private.
    assertThat(config.plan(edit -> edit.put("e", ENTRY)).diff()).doesNotContain("evil");
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rw-------"));
    config.plan(edit -> edit.put("e", ENTRY)).write();
    assertThat(victim).hasContent("{}");
    assertThat(list).doesNotExist();
    assertThat(record).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {".transaction", ".journal"})
  void recordsThatAreNoFilesAreNotOpened(String record) throws Exception {
    Path victim = Files.writeString(home.resolve("victim"), "mine");
    ClientConfig config = cursor();
    Files.writeString(config.path(), "{}");
    Path place = config.path().resolveSibling(".mcp.json.mcp-fly" + record);
    for (Path target : new Path[] {victim, Path.of("/dev/zero"), home.resolve("none"), place}) {
      Files.createSymbolicLink(place, target);
      writesOrSaysWhy(config);
      Files.deleteIfExists(place);
    }
    pipe(place);
    writesOrSaysWhy(config);
    Files.deleteIfExists(place);
    Files.createDirectory(place);
    writesOrSaysWhy(config);
    assertThat(victim).hasContent("mine");
    assertThat(home.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 1_000_000, Integer.MAX_VALUE})
  void recordsWithSenselessCountsAreRefusedQuickly(int count) throws Exception {
    ClientConfig config = cursor();
    for (String record : new String[] {".transaction", ".journal"}) {
      Files.writeString(config.path(), "{}");
      Path place = config.path().resolveSibling(".mcp.json.mcp-fly" + record);
      try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(place))) {
        out.writeInt(0x6d63_7031);
        out.writeUTF("id");
        out.writeInt(count);
        out.writeInt(count);
      }
      writesOrSaysWhy(config);
      Files.deleteIfExists(place);
    }
  }

  /** Either is right; nothing hangs, and no other failure comes out. */
  private static void writesOrSaysWhy(ClientConfig config) {
    try {
      config.plan(edit -> edit.put("e", ENTRY)).write();
      assertThat(config.servers()).containsKey("e");
      config.plan(edit -> edit.remove("e")).write();
    } catch (ConfigException e) {
      assertThat(e).hasMessageContaining(config.path().getParent().toString());
    }
  }

  @Test
  void aFolderThatLeadsToItselfIsSaidAtOnce() throws Exception {
    ClientConfig config = cursor();
    Files.delete(config.path().getParent());
    Files.createSymbolicLink(config.path().getParent(), Path.of(".cursor"));
    assertThatThrownBy(() -> config.plan(edit -> edit.put("e", ENTRY)).write())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(".cursor");
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // escapes that a text block would hide
  void aDiffShowsNoSignsThatATerminalObeys() throws Exception {
    ClientConfig config = cursor();
    Files.writeString(
        config.path(),
        """
        {
          // \u001b]0;title\u0007 \u202egnihton \u2066\u009b31m
          "mcpServers": {
            "a": {"command": "x", "args": ["\u202e\u200b"]}
          }
        }
        """);
    ConfigPlan plan;
    try {
      plan = config.plan(edit -> edit.put("e", ENTRY).remove("a"));
    } catch (ConfigException e) {
      assertThat(e.getMessage()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]");
      return;
    }
    assertThat((plan.diff() + plan).replace("\n", ""))
        .contains("title")
        .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\u009b]");
  }
}

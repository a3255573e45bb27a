package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links, locks, rights and other writers. */
@Timeout(120)
class FileWritingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final McpServerEntry ENTRY = McpServerEntry.stdio("x", "y");

  @TempDir Path home;
  private Path file;
  private ClientConfig config;

  @BeforeEach
  void scratchFile() {
    file = home.resolve("settings.json");
    config =
        McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of())).zed().at(file);
  }

  private ConfigPlan.Written put(String name) {
    return config.plan(edit -> edit.put(name, ENTRY)).write();
  }

  @Test
  void writesThroughADanglingLink() throws IOException {
    Path target = home.resolve("dotfiles/deep/zed.json");
    Files.createSymbolicLink(file, target);
    ConfigPlan.Written written = put("a");
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(Files.readString(target)).contains("\"a\"");
    written.undo();
    assertThat(target).doesNotExist();
    assertThat(home.resolve("dotfiles")).doesNotExist();
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }

  @Test
  void aLinkedDirectoryIsFollowed() throws IOException {
    Path real = Files.createDirectories(home.resolve("real"));
    Files.createSymbolicLink(home.resolve("linked"), real);
    ClientConfig linked = config.client().at(home.resolve("linked/settings.json"));
    linked.plan(edit -> edit.put("a", ENTRY)).write();
    assertThat(real.resolve("settings.json")).exists();
    assertThat(Files.isSymbolicLink(home.resolve("linked"))).isTrue();
  }

  @Test
  void rejectsCircularLinks() throws IOException {
    Files.createSymbolicLink(file, home.resolve("other"));
    Files.createSymbolicLink(home.resolve("other"), file);
    assertThatThrownBy(() -> put("a"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("leads nowhere");
  }

  @Test
  void rejectsADirectoryInPlaceOfTheFile() throws IOException {
    Files.createDirectories(file);
    assertThatThrownBy(() -> put("a"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void otherNameOfAHardLinkKeepsThePreviousContent() throws IOException {
    Files.writeString(file, "{}");
    Path other = home.resolve("other.json");
    Files.createLink(other, file);
    put("a");
    assertThat(Files.readString(file)).contains("\"a\"");
    assertThat(Files.readString(other)).isEqualTo("{}");
  }

  @Test
  void backupHoldsThePreviousContentForItsOwnerOnly() throws IOException {
    Files.writeString(file, "{ }");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path backup = put("a").backup().orElseThrow();
    assertThat(Files.readString(backup)).isEqualTo("{ }");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    String first = Files.readString(file);
    assertThat(put("b").backup()).contains(backup);
    assertThat(Files.readString(backup)).isEqualTo(first);
  }

  @Test
  void touchesNothingIfNothingChanges() throws IOException {
    Files.writeString(file, "{}");
    put("a");
    FileTime long_ago = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(file, long_ago);
    ConfigPlan.Written written = put("a");
    assertThat(written.changed()).isFalse();
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(long_ago);
    assertThat(
            config
                .client()
                .at(home.resolve("none/at/all.json"))
                .plan(edit -> edit.remove("x"))
                .write()
                .changed())
        .isFalse();
    assertThat(home.resolve("none")).doesNotExist();
  }

  @Test
  void removesTheRemainsOfAKilledWriter() throws IOException {
    Files.writeString(file, "{}");
    Path leftover = home.resolve(".settings.json.0123.mcp-fly.tmp");
    Files.writeString(leftover, "half");
    Files.writeString(home.resolve(".settings.json.mcp-fly.lock"), "mark");
    put("a");
    assertThat(leftover).doesNotExist();
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("settings.json", "settings.json.mcp-fly.bak");
    }
  }

  /** Makes a client's lock that stays fresh, however long this test takes. */
  private Path freshLock() throws IOException {
    Path lock = Files.createDirectory(home.resolve("settings.json.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plusSeconds(3600)));
    return lock;
  }

  @Test
  void clientThatLocksWithADirectorySeesOurLock() throws IOException {
    Path lock = home.resolve("settings.json.lock");
    boolean seen = WriteLock.whileHeld(file, true, PATIENCE, () -> Files.isDirectory(lock));
    assertThat(seen).isTrue();
    assertThat(lock).doesNotExist();
    assertThat(WriteLock.whileHeld(file, false, PATIENCE, () -> Files.exists(lock))).isFalse();
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    assertThat(McpClients.in(host).all())
        .filteredOn(client -> client.at(file).locksWithDirectory())
        .extracting(McpClient::id)
        .containsExactly("claude-code", "cline", "roo-code");
  }

  @Test
  void waitsForAClientsLock() throws Exception {
    Files.writeString(file, "{}");
    Path lock = freshLock();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch started = new CountDownLatch(1);
      Future<ConfigPlan.Written> writing =
          executor.submit(
              () -> {
                started.countDown();
                return put("a");
              });
      started.await();
      assertThatThrownBy(() -> writing.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(Files.readString(file)).isEqualTo("{}");
      Files.writeString(file, "{\"theirs\": 1}");
      Files.delete(lock);
      assertThat(writing.get(60, TimeUnit.SECONDS).changed()).isTrue();
      assertThat(Files.readString(file)).startsWith("{\"theirs\": 1, ");
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void takesOverAnAbandonedLock() throws IOException {
    Path lock = Files.createDirectory(home.resolve("settings.json.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(60)));
    put("a");
    assertThat(lock).doesNotExist();
  }

  @Test
  void waitingForALockCanBeInterrupted() throws Exception {
    freshLock();
    List<Object> seen = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                put("a");
              } catch (ConfigException e) {
                seen.add(e);
                seen.add(Thread.currentThread().isInterrupted());
              }
            });
    writer.start();
    writer.interrupt();
    writer.join(60_000);
    assertThat(seen).hasSize(2).last().isEqualTo(true);
    assertThat(file).doesNotExist();
  }

  @Test
  void reportsAFullDiskAndChangesNothing() throws IOException {
    Configuration unix =
        Configuration.unix().toBuilder()
            .setAttributeViews("posix")
            .setBlockSize(1024)
            .setMaxSize(256 * 1024)
            .build();
    try (FileSystem disk = Jimfs.newFileSystem(unix)) {
      Path full = Files.createDirectories(disk.getPath("/home/me"));
      McpClientCatalog clients =
          McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, full, Map.of()));
      List<ClientConfig> configs =
          List.of(clients.zed().at(full.resolve("a.json")), clients.cursor().at(full.resolve("b")));
      for (ClientConfig each : configs) {
        Files.writeString(each.path(), "{}");
      }
      List<ConfigPlan> plans =
          configs.stream().map(each -> each.plan(edit -> edit.put("a", ENTRY))).toList();
      Path filler = full.resolve("filler");
      byte[] block = new byte[1024];
      try {
        while (true) {
          Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      } catch (IOException e) {
        // Full.
      }
      assertThatThrownBy(() -> plans.get(0).write())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("could not be written: the disk is full. It is unchanged.");
      assertThatThrownBy(() -> ConfigTransaction.of(plans).write())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("the disk is full");
      assertThat(Files.readString(full.resolve("a.json"))).isEqualTo("{}");
      Files.delete(filler);
      try (Stream<Path> left = Files.list(full)) {
        assertThat(left).containsExactlyInAnyOrder(full.resolve("a.json"), full.resolve("b"));
      }
      ConfigTransaction.of(plans).write();
      assertThat(configs.get(1).servers()).containsKey("a");
    }
  }

  @Test
  void concurrentThreadsLoseNothing() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        writers.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < 15; i++) {
                    put("s" + thread + "-" + i);
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get(100, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(config.servers()).hasSize(60);
  }

  @Test
  void removingRestoresAFileWithoutServers() throws IOException {
    Files.writeString(file, "{\n\t\"theme\": 1 // dark\n}");
    put("a");
    config.plan(edit -> edit.remove("a")).write();
    assertThat(Files.readString(file)).isEqualTo("{\n\t\"theme\": 1 // dark\n}");
  }

  @Test
  void removingKeepsChangesThatOthersMadeMeanwhile() throws IOException {
    Files.writeString(file, "{\"theme\": 1}");
    put("a");
    Files.writeString(file, Files.readString(file).replace("1", "2"));
    config.plan(edit -> edit.remove("a")).write();
    assertThat(Files.readString(file)).isEqualTo("{\"theme\": 2}");
  }
}

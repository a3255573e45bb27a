package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, as a separate process. */
@Timeout(120)
class RelayJarTest {
  @TempDir Path directory;

  @Test
  void installsOnceAndLeavesAGoodCopyAlone() throws IOException {
    Path jar = RelayJar.installTo(directory.resolve("new/folder"));
    assertThat(jar).isAbsolute().hasBinaryContent(RelayJar.bytes());
    if (jar.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
          .isEqualTo("rw-r--r--");
    }
    FileTime old = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(jar, old);
    assertThat(RelayJar.installTo(jar.getParent())).isEqualTo(jar);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(old);

    Files.writeString(jar, "damaged");
    assertThat(RelayJar.installTo(jar.getParent()))
        .isEqualTo(jar)
        .hasBinaryContent(RelayJar.bytes());
    try (var files = Files.list(jar.getParent())) {
      assertThat(files).as("no drafts stay").containsExactly(jar);
    }
  }

  @Test
  void holdsOnlyTheRelaysClassesWithOneTimestamp() throws IOException {
    Path jar = RelayJar.installTo(directory);
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(RelayMain.class.getName());
      assertThat(file.stream().filter(entry -> entry.getName().endsWith(".class")))
          .isNotEmpty()
          .allMatch(entry -> entry.getName().startsWith("dev/mcpfly/transport/"));
      assertThat(file.stream().map(entry -> entry.getLastModifiedTime().toMillis()).distinct())
          .hasSize(1);
    }
    assertThat(Files.size(jar)).isLessThan(948_000);
  }

  @Test
  void startsFromTheClassArchiveOfItsFirstUse() throws Exception {
    Path base = Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa");
    assumeThat(base).as("the JDK's own archive, which every other builds on").exists();
    Path jar = RelayJar.installTo(directory);
    Path archive = RelayJar.archiveOf(jar);
    assertThat(archive).doesNotExist();
    assertThat(archive.getParent()).isEqualTo(jar.getParent());
    assertThat(version(jar)).isEqualTo("no archive");
    if (Runtime.version().feature() < 19) {
      // What the relay starts once it has served for a while.
      assertThat(StartupArchive.isWanting(archive, "mixed mode, sharing")).isTrue();
      assertThat(StartupArchive.make(jar, archive, "proxy")).isTrue();
      assertThat(StartupArchive.isWanting(archive, "mixed mode")).as("of today").isFalse();
      try (Stream<Path> files = Files.list(archive.getParent())) {
        assertThat(files.filter(file -> !file.toString().endsWith(".txt")))
            .containsExactlyInAnyOrder(jar, archive);
      }
    }
    assertThat(archive).exists();
    assertThat(version(jar)).isEqualTo("archive");
    // One that is damaged, or of another JVM, is as good as none.
    Files.delete(archive);
    Files.writeString(archive, "damaged");
    assertThat(version(jar)).isEqualTo("no archive");
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    assertThat(StartupArchive.isWanting(archive, "mixed mode, sharing")).isFalse();
    assertThat(StartupArchive.isWanting(archive, "mixed mode")).isTrue();
  }

  /** Asks the installed jar for its version and says where its classes came from. */
  private String version(Path jar) throws Exception {
    Path loaded = directory.resolve("loaded.txt");
    List<String> command = new ArrayList<>(RelayJar.javaCommand(jar));
    command.add(command.indexOf("-jar"), "-Xlog:class+load=info:file=" + loaded);
    command.add("--version");
    Process process = start(command, Map.of());
    List<String> lines = reader(process.getInputStream()).lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(lines).hasSize(1).first().asString().startsWith("mcp-fly-relay ");
    String main =
        Files.readAllLines(loaded).stream()
            .filter(line -> line.contains(RelayMain.class.getName() + " source:"))
            .findFirst()
            .orElseThrow();
    return main.contains("shared objects file") ? "archive" : "no archive";
  }

  @Test
  void bothEndsWorkAsProgramsAndKeepTheirSecrets() throws Exception {
    Path jar = RelayJar.installTo(directory);
    List<String> wrap = new ArrayList<>(RelayJar.javaCommand(jar));
    wrap.addAll(List.of("wrap", "--port", "0", "--"));
    wrap.addAll(ToyServerMain.command());
    Process server = start(wrap, Map.of("FLY_MCP_BEARER_TOKEN", "s3cret", "OTHER_MCP", "1"));
    List<String> log = new ArrayList<>();
    try {
      BufferedReader err = reader(server.getErrorStream());
      URI uri = null;
      while (uri == null) {
        String line = err.readLine();
        assertThat(line).as("the log before the server was up: %s", log).isNotNull();
        log.add(line);
        int at = line.indexOf(" at http://");
        uri = at < 0 ? null : URI.create(line.substring(at + 4));
      }
      List<String> proxy = new ArrayList<>(RelayJar.javaCommand(jar));
      proxy.addAll(List.of("proxy", "--url", uri.toString()));
      Process client = start(proxy, Map.of("MCP_FLY_BEARER_TOKEN", "s3cret"));
      try {
        var in = client.outputWriter(StandardCharsets.UTF_8);
        in.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}\n");
        in.write(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"secrets\"}}\n");
        in.close();
        List<String> lines = reader(client.getInputStream()).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines).anyMatch(line -> line.contains("serverInfo"));
        assertThat(lines).contains(FakeMcp.result("2", "\"\""));
        List<String> said = reader(client.getErrorStream()).lines().toList();
        assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).as("%s", said).isZero();
        log.addAll(said);
      } finally {
        client.destroyForcibly();
      }
      // Process.destroy would close the streams before they are read.
      assertThat(server.toHandle().destroy()).isTrue();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(reader(server.getInputStream()).lines()).isEmpty();
      err.lines().forEach(log::add);
    } finally {
      server.destroyForcibly();
    }
    assertThat(log)
        .noneMatch(line -> line.contains("s3cret"))
        .noneMatch(line -> line.contains("jsonrpc"));
  }

  private static Process start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}

package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache from which a JVM of version 25 or newer starts the relay. */
@Timeout(240)
class StartupCacheTest {
  @TempDir Path directory;

  private Path jar;
  private Path cache;
  private Path stamp;

  private record Ended(String out, String err) {}

  @BeforeEach
  void install() throws IOException {
    jar = RelayJar.installTo(directory.resolve("relay"));
    cache = Path.of(jar.toString().replace(".jar", ".25.0.1+8-LTS.wrap.aot"));
    stamp = Path.of(cache + ".jvm");
  }

  /** Makes the cache that a relay of that Java would make. */
  private String make(Path java) throws Exception {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"));
    String classes =
        Path.of(StartupCacheMain.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString()
            + File.pathSeparator
            + jar;
    command.addAll(List.of(classes, StartupCacheMain.class.getName()));
    command.addAll(List.of(jar.toString(), cache.toString(), "wrap"));
    Ended ended = run(command);
    assertThat(ended.err()).isEmpty();
    return ended.out().strip();
  }

  private Ended run(List<String> command) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("OPTIONS"));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    Ended ended = new Ended(Files.readString(out), Files.readString(err));
    assertThat(process.exitValue()).as("%s", ended).isZero();
    return ended;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(jar.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Says nothing but what it is asked, and starts from the cache or without. */
  private void starts(Path java, boolean fromCache) throws Exception {
    Path loaded = directory.resolve("loaded.txt");
    List<String> command = new ArrayList<>(RelayJar.cachedCommand(java, jar, cache));
    command.add(command.indexOf("-jar"), "-Xlog:class+load=info:file=" + loaded);
    command.add("--version");
    Ended ended = run(command);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("mcp-fly-relay ").hasLineCount(1);
    String main =
        Files.readAllLines(loaded).stream()
            .filter(line -> line.contains(RelayMain.class.getName() + " source:"))
            .findFirst()
            .orElseThrow();
    assertThat(main.contains("shared objects file")).as(main).isEqualTo(fromCache);
  }

  private static Path java25() throws IOException {
    if (Runtime.version().feature() >= 25) {
      return JvmFlags.ownJava();
    }
    Path all = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(all)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(all, "*25*")) {
        for (Path home : homes) {
          if (Files.isExecutable(home.resolve("bin/java"))) {
            return home.resolve("bin/java");
          }
        }
      }
    }
    return all.resolve("none");
  }

  @Test
  void startsFromACacheThatFitsAndSilentlyWithoutAnyOther() throws Exception {
    Path java = java25();
    assumeThat(java).as("a JDK 25, which alone can make one").exists();
    assertThat(make(java)).isEqualTo("made");
    assertThat(files()).containsExactly(name(cache), name(stamp), name(jar));
    starts(java, true);
    assertThat(make(java)).isEqualTo("not made");

    byte[] whole = Files.readAllBytes(cache);
    for (int length : new int[] {0, 7, 5_000, whole.length / 2, whole.length - 10_000}) {
      Files.write(cache, Arrays.copyOf(whole, length));
      starts(java, false);
    }
    // The head names the build of the JVM: "OpenJDK 64-Bit Server VM (25.0.1+8-LTS) for ...".
    String head = new String(whole, 0, 4096, StandardCharsets.ISO_8859_1);
    int build = head.indexOf(" VM (") + 5;
    assertThat(build).isGreaterThan(5);
    byte[] other = whole.clone();
    other[build] ^= 1;
    Files.write(cache, other);
    starts(java, false);

    // That of another build of the JVM is made anew, in its place.
    Files.writeString(cache, "of another");
    Files.writeString(stamp, "another");
    assertThat(make(java)).isEqualTo("made");
    starts(java, true);
  }

  @Test
  void doesNotTryAgainAtEachStartWhatHasFailed() throws Exception {
    Files.writeString(jar.resolveSibling(name(cache) + ".1.tmp"), "of a dead process");
    Files.writeString(jar.resolveSibling(name(cache) + ".1.tmp.config"), "of a dead process");
    Path empty = Files.writeString(directory.resolve("empty.jar"), "");
    assertThat(StartupCache.makeWhereMissing(empty, cache, "wrap")).isFalse();
    assertThat(files()).containsExactly(name(stamp), name(jar));
    String tried = Files.readString(stamp);
    assertThat(tried).contains(System.getProperty("java.home"), Runtime.version().toString());

    FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(stamp, hourAgo);
    assertThat(StartupCache.makeWhereMissing(empty, cache, "wrap")).isFalse();
    assertThat(Files.getLastModifiedTime(stamp)).as("not tried").isEqualTo(hourAgo);

    FileTime daysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(stamp, daysAgo);
    assertThat(StartupCache.makeWhereMissing(empty, cache, "wrap")).isFalse();
    assertThat(Files.getLastModifiedTime(stamp)).as("tried").isGreaterThan(hourAgo);
    assertThat(stamp).hasContent(tried);
  }

  @Test
  void leavesItToTheProcessThatIsMakingIt() throws Exception {
    try (FileChannel file =
            FileChannel.open(stamp, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(make(JvmFlags.ownJava())).isEqualTo("not made");
      assertThat(lock.isValid()).isTrue();
    }
    assertThat(stamp).isEmptyFile();
  }
}

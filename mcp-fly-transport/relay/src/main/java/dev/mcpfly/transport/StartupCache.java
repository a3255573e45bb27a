package dev.mcpfly.transport;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ahead-of-time cache (JEP 483, 514) of one command of an installed relay, from which a JVM of
 * version 25 or newer starts with loaded and linked classes. It holds for one build of the JVM: any
 * other leaves it unread, without a word, and makes its own.
 *
 * <p>A file beside it says which JVM has made it, or has failed to, and is locked meanwhile.
 */
final class StartupCache {
  /** Names the cache that is to be made where it is missing. */
  static final String PROPERTY = "mcpfly.cache";

  private static final Duration TRY_AGAIN = Duration.ofDays(1);
  private static final Duration OUTDATED = Duration.ofDays(30);
  private static final int MAX_STAMP = 4096;
  private static final Path NICE = Path.of("/usr/bin/nice");

  private StartupCache() {}

  /** Returns the flags that start from a cache which is there, in the place of all others. */
  static List<String> flags(Path cache) {
    List<String> flags = base();
    // One that does not fit is no error.
    flags.add("-Xlog:aot=off,cds=off:stderr");
    flags.add("-XX:AOTCache=" + cache);
    flags.add("-D" + PROPERTY + "=" + cache);
    return flags;
  }

  /** Returns the flags without those on sharing, which a JVM rejects together with a cache. */
  private static List<String> base() {
    List<String> flags = new ArrayList<>(JvmFlags.forRelay());
    flags.removeIf(flag -> flag.startsWith("-Xshare"));
    return flags;
  }

  /**
   * Makes the cache, unless this very JVM has made it or has just failed to, or another process is
   * making it.
   *
   * @param used the command that is to start from it
   * @return whether it was made
   */
  static boolean makeWhereMissing(Path jar, Path cache, String used)
      throws IOException, InterruptedException {
    Path stamp = Path.of(cache + ".jvm");
    try (FileChannel file =
            FileChannel.open(
                stamp,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        @Nullable FileLock lock = file.tryLock()) {
      if (lock == null) {
        return false;
      }
      String jvm = thisJvm();
      boolean isOfThisJvm = jvm.equals(read(file));
      Instant tried = Files.getLastModifiedTime(stamp).toInstant();
      if (isOfThisJvm && (Files.exists(cache) || tried.plus(TRY_AGAIN).isAfter(Instant.now()))) {
        return false;
      }
      boolean made = make(jar, cache, used);
      file.truncate(0);
      file.write(ByteBuffer.wrap(jvm.getBytes(StandardCharsets.UTF_8)), 0);
      return made;
    }
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_STAMP);
    file.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  /** Returns what tells one build of a JVM from another, as far as can be seen quickly. */
  private static String thisJvm() throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    Path modules = home.resolve("lib").resolve("modules");
    String text = home + "\n" + System.getProperty("java.vm.name") + " " + Runtime.version() + "\n";
    return Files.exists(modules)
        ? text + Files.size(modules) + " " + Files.getLastModifiedTime(modules) + "\n"
        : text;
  }

  private static boolean make(Path jar, Path cache, String used)
      throws IOException, InterruptedException {
    removeRemains(cache);
    Path draft = Path.of(cache + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      ProcessBuilder maker = new ProcessBuilder(command(jar, draft, used));
      // What they ask for may keep a cache from being made; the launcher uses none beside them.
      maker
          .environment()
          .keySet()
          .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
      Process process =
          maker
              .redirectInput(Redirect.PIPE)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return false;
      }
      if (process.exitValue() != 0 || !Files.exists(draft) || Files.size(draft) == 0) {
        return false;
      }
      Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      removeOutdated(cache, used);
      return true;
    } finally {
      removeRemains(cache);
    }
  }

  /** Deletes the caches of Javas that have not been used for long, as after an update. */
  private static void removeOutdated(Path cache, String used) throws IOException {
    String name = name(cache);
    int version = name.indexOf('.');
    String start = name.substring(0, version + 1);
    Instant outdated = Instant.now().minus(OUTDATED);
    delete(
        cache,
        other ->
            other.startsWith(start)
                && !other.startsWith(name)
                && (other.endsWith("." + used + ".aot") || other.endsWith("." + used + ".aot.jvm")),
        outdated);
  }

  private static List<String> command(Path jar, Path draft, String used) {
    List<String> command = new ArrayList<>();
    if (File.separatorChar == '/' && Files.isExecutable(NICE)) {
      command.add(NICE.toString());
    }
    command.add(JvmFlags.ownJava().toString());
    command.addAll(base());
    command.add("-XX:AOTCacheOutput=" + draft);
    command.addAll(List.of("-jar", jar.toString(), StartupArchive.WARM_UP, used));
    return command;
  }

  /** Deletes drafts, also those of a process that ended while it waited for one. */
  private static void removeRemains(Path cache) throws IOException {
    String start = name(cache) + ".";
    delete(cache, name -> name.startsWith(start) && name.contains(".tmp"), Instant.MAX);
  }

  private static void delete(Path cache, Predicate<String> isOne, Instant before)
      throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(cache.resolveSibling("."), file -> isOne.test(name(file)))) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}

package dev.mcpfly.transport;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The archive of loaded classes (CDS) from which a JVM starts an installed relay in two thirds of
 * the time. It lies beside the jar, is made on first use, and is never missed: a JVM that finds
 * none, or one of another JVM, starts as it would without.
 *
 * <p>A JVM of JDK 19 or newer makes it when it ends. On an older JDK the relay starts two other
 * JVMs to make it, a few seconds after its own start. That archive replaces the JDK's and holds
 * only the classes that a relay needs, which saves an idle relay 3 MB.
 */
final class StartupArchive {
  private static final String LIST = ".list";
  private static final String DRAFT = ".tmp";

  /** The hidden command that loads what a proxy and a relay need, and ends. */
  static final String WARM_UP = "warm-up";

  private static final String PROPERTY = "mcpfly.archive";
  private static final int MAKES_ITSELF = 19;
  private static final int HAS_CACHES = 25;
  private static final Duration TRY_AGAIN = Duration.ofDays(1);
  private static final Duration FIRST_USE = Duration.ofSeconds(10);

  private StartupArchive() {}

  /** Returns where the archive of a jar lies. */
  static Path of(Path jar) {
    return Path.of(jar.toString().replaceFirst("\\.jar$", "") + ".jsa");
  }

  /** Returns the JVM flags that use the archive of a jar, and make it where the JVM can. */
  static List<String> flags(Path jar) {
    if (jar.toString().contains(File.pathSeparator)) {
      // The JVM would read it as two archives.
      return List.of();
    }
    return List.of(
        // Older JVMs do not know the second.
        "-XX:+IgnoreUnrecognizedVMOptions",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + of(jar),
        "-D" + PROPERTY + "=" + of(jar));
  }

  /** Makes the archive, or the cache, in a while, if this JVM was told to use one. */
  static void makeOnFirstUse(String command) {
    String cache = System.getProperty(StartupCache.PROPERTY);
    if (cache != null && Runtime.version().feature() >= HAS_CACHES) {
      inAWhile(jar -> StartupCache.makeWhereMissing(jar, Path.of(cache), command));
      return;
    }
    String archive = System.getProperty(PROPERTY);
    if (archive != null && Runtime.version().feature() < MAKES_ITSELF) {
      inAWhile(
          jar -> {
            removeAbandoned(Path.of(archive));
            if (isWanting(Path.of(archive), System.getProperty("java.vm.info", ""))) {
              make(jar, Path.of(archive), command);
            }
          });
    }
  }

  /**
   * Whether there is no archive, or the JVM has left it unread, and it is not of today.
   *
   * @param mode what the JVM says of itself: "mixed mode, sharing" if it has read one
   */
  static boolean isWanting(Path archive, String mode) throws IOException {
    return !Files.exists(archive)
        || (!mode.contains("sharing")
            && Files.getLastModifiedTime(archive)
                .toInstant()
                .isBefore(Instant.now().minus(TRY_AGAIN)));
  }

  private interface Maker {
    void make(Path jar) throws IOException, InterruptedException;
  }

  private static void inAWhile(Maker maker) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(FIRST_USE.toMillis());
                Path jar = ownJar();
                if (jar != null) {
                  maker.make(jar);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException | RuntimeException e) {
                System.getLogger(StartupArchive.class.getName())
                    .log(System.Logger.Level.DEBUG, "The archive for quick starts was not made", e);
              }
            },
            "mcp-relay-archive");
    thread.setDaemon(true);
    thread.start();
  }

  private static @Nullable Path ownJar() {
    // A program that was started as the relay is has nothing else on its class path.
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(File.pathSeparator) ? Path.of(path) : null;
  }

  /** Deletes what relays have left that ended, or were killed, while they made the archive. */
  static void removeAbandoned(Path archive) throws IOException {
    Path folder = archive.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    Pattern name =
        Pattern.compile(
            Pattern.quote(archive.getFileName() + ".")
                + "([0-9]{1,10})(\\"
                + LIST
                + "|\\"
                + DRAFT
                + ")");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher found = name.matcher(String.valueOf(file.getFileName()));
        if (found.matches() && ProcessHandle.of(Long.parseLong(found.group(1))).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Makes the archive: one JVM lists the classes that it loads, a second archives them.
   *
   * @param used the command that is to start from it: what others need would only take memory
   * @return whether it was made
   */
  static boolean make(Path jar, Path archive, String used)
      throws IOException, InterruptedException {
    String own = archive + "." + ProcessHandle.current().pid();
    Path list = Path.of(own + LIST);
    Path draft = Path.of(own + DRAFT);
    try {
      boolean made =
          run("-XX:DumpLoadedClassList=" + list, "-jar", jar.toString(), WARM_UP, used)
              && run(
                  "-Xshare:dump",
                  "-XX:SharedClassListFile=" + list,
                  "-XX:SharedArchiveFile=" + draft,
                  "-cp",
                  jar.toString());
      if (made && Files.exists(draft)) {
        Files.move(
            draft, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
      }
      return false;
    } finally {
      Files.deleteIfExists(list);
      Files.deleteIfExists(draft);
    }
  }

  private static boolean run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(JvmFlags.ownJava().toString());
    command.addAll(JvmFlags.forRelay());
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.PIPE)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (process.waitFor(5, TimeUnit.MINUTES)) {
      return process.exitValue() == 0;
    }
    process.destroyForcibly();
    return false;
  }
}

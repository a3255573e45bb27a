package dev.mcpfly.transport;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The archive of loaded classes (CDS) from which a JVM starts an installed relay in two thirds of
 * the time. It lies beside the jar, is made on first use, and is never missed: a JVM that finds
 * none, or one of another JVM, starts as it would without.
 *
 * <p>From JDK 19 on the JVM makes it by itself when it ends. Before, the relay starts another JVM
 * for it, once, when the first client has been served for a while.
 */
final class StartupArchive {
  /** The hidden command that loads what a proxy and a relay need, and ends. */
  static final String WARM_UP = "warm-up";

  private static final String PROPERTY = "mcpfly.archive";
  private static final int MAKES_ITSELF = 19;
  private static final int HAS_CACHES = 25;
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
    if (archive != null
        && Runtime.version().feature() < MAKES_ITSELF
        && !Files.exists(Path.of(archive))) {
      inAWhile(jar -> make(jar, Path.of(archive), command));
    }
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
    // A program that was started with -jar has nothing else on its class path.
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && !path.contains(File.pathSeparator) ? Path.of(path) : null;
  }

  /**
   * Starts a JVM that makes the archive when it ends.
   *
   * @param used the command that is to start from it: what others need would only take memory
   */
  static Process make(Path jar, Path archive, String used) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JvmFlags.ownJava().toString());
    command.addAll(JvmFlags.forRelay());
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("-jar", jar.toString(), WARM_UP, used));
    return new ProcessBuilder(command)
        .redirectInput(Redirect.PIPE)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}

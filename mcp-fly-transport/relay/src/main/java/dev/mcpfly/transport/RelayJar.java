package dev.mcpfly.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The runnable {@code mcp-fly-relay.jar} that this library carries, for MCP clients that start a
 * program and for images that serve one.
 */
public final class RelayJar {
  private static final String RESOURCE = "mcp-fly-relay.jar";
  private static final String DRAFT = ".mcp-fly-relay-";
  private static final String TMP = ".tmp";

  private RelayJar() {}

  /**
   * Returns the bytes of the jar.
   *
   * @throws IllegalStateException if the library was packaged without it
   */
  public static byte[] bytes() {
    try (InputStream in = RelayJar.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "This copy of the library does not carry " + RESOURCE + ": build it with Maven.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("The library's own " + RESOURCE + " cannot be read.", e);
    }
  }

  /**
   * Installs the jar in a directory, under a name derived from its content: entries that start one
   * version keep working when another is installed beside it.
   *
   * <p>The file is written atomically; an intact one that is already there stays. The directory is
   * created if it is missing.
   *
   * @return the file, absolute
   * @throws IOException if it cannot be written
   */
  public static Path installTo(Path directory) throws IOException {
    byte[] jar = bytes();
    Path folder = Files.createDirectories(directory).toAbsolutePath();
    Path target = pathIn(folder);
    if (Files.isRegularFile(target) && digest(Files.readAllBytes(target)).equals(digest(jar))) {
      return target;
    }
    removeDraftsOfTheDead(folder);
    Path draft = Files.createTempFile(folder, DRAFT + ProcessHandle.current().pid() + "-", TMP);
    try {
      Files.write(draft, jar);
      if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // There is nothing secret in it, and another user of the machine may be the one to run it.
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      }
      try {
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
    return target;
  }

  /** Removes the drafts that killed processes have left. */
  private static void removeDraftsOfTheDead(Path folder) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*" + TMP)) {
      for (Path draft : drafts) {
        String name = String.valueOf(draft.getFileName());
        String pid = name.substring(DRAFT.length()).replaceFirst("-.*", "");
        if (pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  /**
   * Returns where {@link #installTo} puts the jar in a directory, whether it is there or not.
   *
   * @param directory the directory
   */
  public static Path pathIn(Path directory) {
    return directory.toAbsolutePath().resolve(Name.OF_THE_JAR);
  }

  /** The jar's name, for which its content is hashed once. */
  private static final class Name {
    static final String OF_THE_JAR = "mcp-fly-relay-" + digest(bytes()).substring(0, 16) + ".jar";
  }

  /**
   * Returns the command that runs a jar quickly and in little memory, up to and including the jar:
   * append {@code proxy --url URL} or {@code wrap -- COMMAND}.
   *
   * @param java the {@code java} program to run it with
   * @param jar the installed jar
   */
  public static List<String> javaCommand(Path java, Path jar) {
    return command(java, JvmFlags.forRelay(), List.of(), jar);
  }

  /**
   * Returns the command with the {@code java} program that runs this JVM.
   *
   * <p>Its first use leaves an archive of loaded classes beside the jar, which makes later starts a
   * third faster. Where none can be written, it starts without.
   *
   * @param jar the installed jar
   */
  public static List<String> javaCommand(Path jar) {
    return command(JvmFlags.ownJava(), JvmFlags.forRelay(), StartupArchive.flags(jar), jar);
  }

  /**
   * Returns the command for a {@code java} of version 25 or newer that starts from an ahead-of-time
   * cache (JEP 483, 514), which is quicker than {@link #javaCommand(Path)}. A cache of another JVM
   * is left unread, and made anew in the background when the relay has served for a while.
   *
   * <p>The cache has to be there. Where it is not, the last flag before {@code -jar}, put into the
   * command of {@link #javaCommand(Path, Path)}, has it made in the same way.
   *
   * @param java the {@code java} program to run it with
   * @param jar the installed jar
   * @param cache the cache of the command that is appended, {@code proxy} or {@code wrap}
   */
  public static List<String> cachedCommand(Path java, Path jar, Path cache) {
    return command(java, StartupCache.flags(cache), List.of(), jar);
  }

  /**
   * Returns where the first use of {@link #javaCommand(Path)} leaves its archive: to be deleted
   * with the jar.
   *
   * @param jar the installed jar
   */
  public static Path archiveOf(Path jar) {
    return StartupArchive.of(jar);
  }

  private static List<String> command(Path java, List<String> flags, List<String> more, Path jar) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.addAll(more);
    command.add("-jar");
    command.add(jar.toString());
    return List.copyOf(command);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256.", e);
    }
  }
}

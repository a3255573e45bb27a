package dev.mcpfly.transport.internal.auth.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of small secret files: 0700 and 0600 where the file system knows permissions, written
 * whole or not at all. Permissions that others widened are narrowed again, with a warning; symbolic
 * links are refused.
 */
final class StoreDirectory {
  /** Sets the directory, for all programs of a user. */
  static final String VARIABLE = "MCP_FLY_AUTH_DIR";

  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final int MAX_BYTES = 512 * 1024;
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private final Path path;

  StoreDirectory(Path path) {
    this.path = path;
  }

  /** Returns the directory that the settings name, or else the user's. */
  static StoreDirectory of(OAuthSettings settings) {
    Path given = settings.directory;
    return new StoreDirectory(given != null ? given : usual(settings.environment));
  }

  private static Path usual(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path data;
    if (system.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      data = local.isEmpty() ? Path.of(home, "AppData", "Local") : Path.of(local);
    } else if (system.startsWith("mac")) {
      data = Path.of(home, "Library", "Application Support");
    } else {
      String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
      data = xdg.isEmpty() ? Path.of(home, ".local", "share") : Path.of(xdg);
    }
    return data.resolve("mcp-fly").resolve("auth");
  }

  /** Returns a file name that tells nothing and is different for different parts. */
  static String name(String kind, String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      return kind + "-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a file, or returns null if it is not there or not what was written. */
  synchronized @Nullable Document read(String name) throws OAuthFailure {
    Path file = path.resolve(name + ".json");
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      secureDirectory();
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      secure(file, FILE);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
        return null;
      }
      Document document = Document.parse(Files.readString(file));
      if (document == null) {
        LOG.log(System.Logger.Level.WARNING, "Ignored {0}, which is damaged", file);
      }
      return document;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  /** Writes a file, in place of an earlier one. */
  synchronized void write(String name, String json) throws OAuthFailure {
    try {
      secureDirectory();
      Path target = path.resolve(name + ".json");
      if (Files.isSymbolicLink(target)) {
        throw link(target);
      }
      Path fresh = Files.createTempFile(path, name, ".tmp", attributes(FILE));
      try {
        Files.writeString(fresh, json);
        Files.move(
            fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  synchronized boolean delete(String name) throws OAuthFailure {
    try {
      return Files.deleteIfExists(path.resolve(name + ".json"));
    } catch (IOException e) {
      throw failure("delete from", e);
    }
  }

  /** Returns the file whose lock guards a name. */
  synchronized Path lockFile(String name) throws OAuthFailure {
    try {
      secureDirectory();
      Path file = path.resolve(name + ".lock");
      if (Files.isSymbolicLink(file)) {
        throw link(file);
      }
      if (!Files.exists(file)) {
        try {
          Files.createFile(file, attributes(FILE));
        } catch (java.nio.file.FileAlreadyExistsException e) {
          return file;
        }
      }
      return file;
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  private void secureDirectory() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(path, attributes(DIRECTORY));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Another process was quicker.
        secure(path, DIRECTORY);
      }
      return;
    }
    secure(path, DIRECTORY);
    if (!Files.isDirectory(path)) {
      throw new IOException("it is not a directory");
    }
  }

  private static void secure(Path file, Set<PosixFilePermission> wanted) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw link(file);
    }
    if (!posix(file)) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (!wanted.containsAll(found)) {
      Files.setPosixFilePermissions(file, wanted);
      LOG.log(
          System.Logger.Level.WARNING,
          "Others had access to {0} ({1}), which was removed. Sign out and in again if someone may"
              + " have read it",
          file,
          PosixFilePermissions.toString(found));
    }
  }

  private static IOException link(Path file) {
    return new IOException(file.getFileName() + " is a symbolic link, which is refused");
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private OAuthFailure failure(String verb, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return OAuthFailure.because(
        "Could not " + verb + " the sign-ins stored in " + path + ": " + why + ".", e);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

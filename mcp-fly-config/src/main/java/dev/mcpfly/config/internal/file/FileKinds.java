package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Distinguishes regular files from pipes, sockets and devices, which may block forever when opened.
 */
public final class FileKinds {
  private static final int TYPE = 0170000;
  private static final Set<PosixFilePermission> READ_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private FileKinds() {}

  /**
   * Checks that a path leads to a regular file, or does not exist.
   *
   * @throws FileSystemException with the reason, if it leads to a pipe, a socket or a device
   */
  public static void requireFile(Path path) throws IOException {
    Optional<String> other = otherThanFile(path);
    if (other.isPresent()) {
      throw new FileSystemException(
          path.toString(), null, path + " is " + other.get() + ", not a file");
    }
  }

  /**
   * Checks that a path is a regular file and not a link to one, or does not exist.
   *
   * @throws FileSystemException with the reason, if it is something else
   */
  public static void requireFileItself(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new FileSystemException(path.toString(), null, path + " is a link, not a file");
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(path.toString(), null, path + " is a directory, not a file");
    }
    requireFile(path);
  }

  /** Returns what a path leads to, if that is neither a file nor a directory and exists. */
  public static Optional<String> otherThanFile(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return attributes.isOther() ? Optional.of(kind(path)) : Optional.empty();
  }

  private static String kind(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return "a device";
    }
    return switch ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) {
      case 0010000 -> "a pipe";
      case 0140000 -> "a socket";
      default -> "a device";
    };
  }

  /** Returns how many names a file has; 1 where that is not known. */
  public static int names(Path path) throws IOException {
    boolean known = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    return known && Files.exists(path)
        ? ((Number) Files.getAttribute(path, "unix:nlink")).intValue()
        : 1;
  }

  /** Returns the mode of a file that others than its owner may read, such as {@code rw-r--r--}. */
  public static Optional<String> readByOthers(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")
        || !Files.exists(path)) {
      return Optional.empty();
    }
    Set<PosixFilePermission> permissions =
        Files.readAttributes(path, PosixFileAttributes.class).permissions();
    return READ_BY_OTHERS.stream().anyMatch(permissions::contains)
        ? Optional.of(PosixFilePermissions.toString(permissions))
        : Optional.empty();
  }
}

package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file beside a configuration that is locked while it is written. It is made, or was made by
 * another writer of this user: whatever else has its name is neither followed nor written.
 */
final class LockMarker {
  /** A mark is 36 characters long. What holds more is something else. */
  private static final int LONGEST = 64;

  private static final String SUFFIX = ".mcp-fly.lock";

  private static volatile @Nullable Known lastKnown;

  private LockMarker() {}

  /** Who this process is in a directory. */
  private record Known(Path directory, UserPrincipal user) {}

  /** Returns the marker of a file. */
  static Path of(Path file) {
    return file.resolveSibling("." + file.getFileName() + SUFFIX);
  }

  /**
   * Opens the marker, which is made if it is not there.
   *
   * @throws FileSystemException with the reason, if something else has its name
   * @throws FileAlreadyExistsException if another writer was faster
   */
  static FileChannel open(Path marker) throws IOException {
    try {
      return FileChannel.open(
          marker,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          privateTo(marker));
    } catch (FileAlreadyExistsException e) {
      check(marker);
      Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      return FileChannel.open(marker, options);
    }
  }

  /** Returns the attributes of a new file that only its owner may read. */
  static FileAttribute<?>[] privateTo(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileAttributes.OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void check(Path marker) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(marker, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new FileAlreadyExistsException(marker.toString()); // released just now
    }
    if (!attributes.isRegularFile()) {
      String what = attributes.isSymbolicLink() ? "a link" : "not a file";
      throw refused(marker, "is " + what);
    }
    if (attributes.size() > LONGEST || FileKinds.names(marker) > 1) {
      throw refused(marker, "is not a lock file of this library");
    }
    if (!marker.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(marker, LinkOption.NOFOLLOW_LINKS);
      if (!mode.contains(PosixFilePermission.OWNER_WRITE)) {
        throw refused(marker, "is read-only (" + PosixFilePermissions.toString(mode) + ")");
      }
      UserPrincipal owner = Files.getOwner(marker, LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(user(marker))) {
        throw refused(marker, "belongs to the user " + owner.getName());
      }
    } catch (NoSuchFileException e) {
      throw new FileAlreadyExistsException(marker.toString());
    }
  }

  /** Returns the user of this process, as the file system sees it. */
  private static UserPrincipal user(Path marker) throws IOException {
    Path directory = marker.toAbsolutePath().getParent();
    Known known = lastKnown;
    if (known != null && known.directory.equals(directory)) {
      return known.user;
    }
    String name = String.valueOf(marker.getFileName());
    Path own =
        marker.resolveSibling(
            name.substring(0, name.length() - SUFFIX.length())
                + "."
                + UUID.randomUUID()
                + AtomicFile.TEMPORARY);
    try {
      UserPrincipal user = Files.getOwner(Files.createFile(own, privateTo(own)));
      if (directory != null) {
        lastKnown = new Known(directory, user);
      }
      return user;
    } finally {
      Files.deleteIfExists(own);
    }
  }

  /** Throws why a marker cannot be opened, unless it is just not there any more. */
  static void explain(Path marker, AccessDeniedException denied) throws IOException {
    if (!Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
      throw denied;
    }
    check(marker);
  }

  private static FileSystemException refused(Path marker, String what) {
    return new FileSystemException(
        marker.toString(),
        null,
        "the lock file " + marker + " " + what + "; remove it if no other program writes here");
  }
}

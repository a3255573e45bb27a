package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new file takes over from the one that it stands for: owner, mode, attributes. */
public enum FileAttributes {
  /** Owner, group, mode, extended attributes and, on Linux, the access control list. */
  KEPT,
  /** The same, but only the owner may read and write. */
  TIGHTENED,
  /** The owner and group; only the owner may read and write. */
  PRIVATE;

  static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

  /**
   * Returns whether a new file has to begin as a copy of another: Java copies POSIX access control
   * lists with a file, but can neither read nor set them.
   */
  boolean keepsAll(Path from) {
    return this == KEPT
        && from.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS);
  }

  /** Gives a new file what it takes over from another; from none, nothing. */
  void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (old != null && view != null) {
      PosixFileAttributes wanted = old.readAttributes();
      PosixFileAttributes present = view.readAttributes();
      if (!wanted.owner().equals(present.owner())) {
        view.setOwner(wanted.owner());
      }
      if (!wanted.group().equals(present.group())) {
        view.setGroup(wanted.group());
      }
      Set<PosixFilePermission> permissions = new HashSet<>(wanted.permissions());
      if (this != KEPT) {
        permissions.retainAll(OWNER_ONLY);
      }
      view.setPermissions(this == PRIVATE ? OWNER_ONLY : permissions);
    } else {
      AclFileAttributeView acl = Files.getFileAttributeView(from, AclFileAttributeView.class);
      AclFileAttributeView target = Files.getFileAttributeView(to, AclFileAttributeView.class);
      if (acl != null && target != null) {
        target.setAcl(acl.getAcl());
      }
    }
    if (this != PRIVATE) {
      copyExtended(from, to);
    }
  }

  /** Copies extended attributes; what cannot be copied is missing in the new file. */
  private static void copyExtended(Path from, Path to) {
    UserDefinedFileAttributeView old = extended(from);
    UserDefinedFileAttributeView view = extended(to);
    if (old == null || view == null) {
      return;
    }
    try {
      for (String name : old.list()) {
        ByteBuffer value = ByteBuffer.allocate(old.size(name));
        old.read(name, value);
        view.write(name, value.flip());
      }
    } catch (IOException e) {
      System.getLogger(FileAttributes.class.getName())
          .log(System.Logger.Level.WARNING, "An attribute of " + from + " could not be kept", e);
    }
  }

  private static @Nullable UserDefinedFileAttributeView extended(Path path) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
  }

  /** Returns whether the extended attributes of a file can be read, and therefore kept. */
  public static boolean canBeKept(Path path) {
    UserDefinedFileAttributeView view = extended(path);
    try {
      if (view != null && Files.exists(path)) {
        view.list();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

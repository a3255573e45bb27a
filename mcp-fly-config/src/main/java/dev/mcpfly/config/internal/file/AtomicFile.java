package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is only ever replaced as a whole. Paths are real paths: links were followed before.
 */
public final class AtomicFile {
  static final String TEMPORARY = ".mcp-fly.tmp";

  private final Path file;

  /** Creates the handle; nothing is touched. */
  public AtomicFile(Path file) {
    this.file = file;
  }

  /** Returns the content, or null if there is no file. */
  public byte @Nullable [] read() throws IOException {
    FileKinds.requireFile(file);
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Returns whether this is the content, or, for null, whether there is no file. Compares piece by
   * piece, so a huge file is never in memory twice.
   */
  public boolean holds(byte @Nullable [] content) throws IOException {
    FileKinds.requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[65_536];
      int pos = 0;
      while (true) {
        int count = in.read(piece);
        if (count < 0) {
          return content != null && pos == content.length;
        }
        if (content == null
            || count > content.length - pos
            || !Arrays.equals(piece, 0, count, content, pos, pos + count)) {
          return false;
        }
        pos += count;
      }
    } catch (NoSuchFileException e) {
      return content == null;
    }
  }

  /** Returns whether the file is read-only, even if this process could write it. */
  public boolean isReadOnly() throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (posix != null) {
      Set<PosixFilePermission> permissions = posix.readAttributes().permissions();
      boolean none =
          !permissions.contains(PosixFilePermission.OWNER_WRITE)
              && !permissions.contains(PosixFilePermission.GROUP_WRITE)
              && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
      return none || !Files.isWritable(file);
    }
    DosFileAttributeView dos = Files.getFileAttributeView(file, DosFileAttributeView.class);
    return (dos != null && dos.readAttributes().isReadOnly()) || !Files.isWritable(file);
  }

  /** Makes the missing directories above the file and returns those, outermost first. */
  public List<Path> makeDirectories() throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path directory = file.getParent();
        directory != null && !Files.exists(directory);
        directory = directory.getParent()) {
      missing.add(0, directory);
    }
    if (!missing.isEmpty()) {
      Files.createDirectories(missing.get(missing.size() - 1));
    }
    return missing;
  }

  /** Makes the missing directories above the file, for their owner only. */
  public void makePrivateDirectories() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || Files.exists(directory)) {
      return;
    }
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(directory, attributes);
  }

  /**
   * Replaces the content, or makes the file, unless it was changed meanwhile.
   *
   * @param expected the content that is to be replaced; null if there is no file
   * @param content the new content
   * @param model the file whose mode and owner the new one gets; where there is none, only the user
   *     may read it
   * @param attributes what of the model is taken over
   * @return whether the content was replaced; if not, it was not the expected one and nothing was
   *     changed
   */
  public boolean replace(
      byte @Nullable [] expected, byte[] content, Path model, FileAttributes attributes)
      throws IOException {
    return replaceIf(() -> holds(expected), content, model, attributes);
  }

  /** Replaces the content, whatever it is; a link or a directory is not replaced. */
  public void replace(byte[] content, Path model, FileAttributes attributes) throws IOException {
    FileKinds.requireFileItself(file);
    replaceIf(() -> true, content, model, attributes);
  }

  /**
   * Deletes the file, unless it was changed meanwhile.
   *
   * @param expected what it holds
   * @return whether the file was deleted; if not, its content was not the expected one and the file
   *     is still there
   */
  public boolean delete(byte @Nullable [] expected) throws IOException {
    if (!holds(expected)) {
      return false;
    }
    // Moved aside first, so a concurrent write by another program is not deleted.
    Path aside =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    if (!new AtomicFile(aside).holds(expected)) {
      Files.move(aside, file);
      return false;
    }
    Files.delete(aside);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      syncDirectory(directory);
    }
    return true;
  }

  /** Looks at the file. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private boolean replaceIf(
      Condition condition, byte[] content, Path model, FileAttributes attributes)
      throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new FileSystemException(file.toString(), null, "it has no directory");
    }
    Path temporary =
        directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    try {
      writeTemporary(temporary, content, model, attributes);
      attributes.copy(model, temporary);
      if (!condition.holds()) {
        return false;
      }
      move(temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directory);
    return true;
  }

  /** Removes files that a killed writer left behind; call it with the write lock held. */
  public void removeLeftovers() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    String prefix = "." + file.getFileName() + ".";
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(
            directory,
            path -> {
              String name = String.valueOf(path.getFileName());
              boolean own = name.startsWith(prefix) || name.startsWith("." + prefix); // of records
              return own && name.endsWith(TEMPORARY);
            })) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  private static void writeTemporary(
      Path temporary, byte[] content, Path model, FileAttributes attributes) throws IOException {
    if (attributes.keepsAll(model)) {
      try {
        Files.copy(model, temporary, StandardCopyOption.COPY_ATTRIBUTES);
        write(
            temporary,
            content,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
        return;
      } catch (AccessDeniedException e) {
        // The mode lets others write, but not this user: made anew below.
        Files.deleteIfExists(temporary);
      }
    }
    boolean posix = temporary.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(FileAttributes.OWNER_ONLY)
            }
            : new FileAttribute<?>[0];
    write(
        temporary, content, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
  }

  private static void write(
      Path file, byte[] content, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, options, attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Moves into place; on Windows a virus scanner or a reader may hold the file for a moment. */
  private void move(Path temporary) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (AccessDeniedException e) {
        if (attempt == 10) {
          throw e;
        }
        try {
          Thread.sleep(10L * attempt);
        } catch (InterruptedException interrupt) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows and some file systems cannot open a directory; the move itself is done.
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.TRACE, "The directory " + directory + " could not be synced", e);
    }
  }
}

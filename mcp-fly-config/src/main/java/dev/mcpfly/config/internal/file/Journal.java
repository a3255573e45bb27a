package dev.mcpfly.config.internal.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of a change of several files, from which it is undone when its process was killed amid
 * it.
 *
 * <p>Beside the first file is the list of all ({@code .FILE.mcp-fly.transaction}); its removal is
 * the moment at which the change is done. Beside each file that is about to be changed is what it
 * held before ({@code .FILE.mcp-fly.journal}). The list is locked while its process lives. A record
 * is only ever applied to the file that it is beside, so that one that came with a repository
 * reaches nothing else.
 */
public final class Journal implements AutoCloseable {
  private static final String LIST = ".mcp-fly.transaction";
  private static final String RECORD = ".mcp-fly.journal";
  private static final int MAGIC = 0x6d63_7031;
  private static final int MOST_FILES = 1000;
  private static final long LONGEST = 1L << 30;

  /** The hash of no file: one that was not changed yet. */
  private static final byte[] NOT_CHANGED = new byte[32];

  /** The hash of a file that was deleted. */
  private static final byte[] DELETED = new byte[32];

  static {
    Arrays.fill(DELETED, (byte) 1);
  }

  /** The lists of this process: a lock is lost when any channel of its file is closed. */
  private static final Set<Path> LIVING = ConcurrentHashMap.newKeySet();

  private final String id;
  private final Path list;
  private final List<Path> files;
  private final FileChannel lock;

  private Journal(String id, Path list, List<Path> files, FileChannel lock) {
    this.id = id;
    this.list = list;
    this.files = List.copyOf(files);
    this.lock = lock;
  }

  /** What is known of an unfinished change of a file. */
  private static final class Entry {
    final String id;
    final Path list;
    final byte[] changed;
    final byte @Nullable [] former;

    Entry(String id, Path list, byte[] changed, byte @Nullable [] former) {
      this.id = id;
      this.list = list;
      this.changed = changed;
      this.former = former;
    }
  }

  /**
   * Begins a change, after what is left of one that was broken off is undone.
   *
   * @param files the real paths of the files; their directories exist
   * @param patience how long to wait for another change of the first file
   */
  public static Journal begin(List<Path> files, Duration patience, Locked locked)
      throws IOException {
    Path first = files.get(0);
    Path list = beside(first, LIST);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      if (LIVING.add(list)) {
        boolean begun = false;
        try {
          Journal journal = new Journal(UUID.randomUUID().toString(), list, files, created(list));
          begun = true;
          journal.writeList();
          return journal;
        } catch (FileAlreadyExistsException e) {
          // It is another process's, or was left by one.
        } finally {
          if (!begun) {
            LIVING.remove(list);
          }
        }
        removeAbandoned(first, list, locked);
      }
      WriteLock.pause(first, deadline);
    }
  }

  private static FileChannel created(Path list) throws IOException {
    FileChannel channel =
        FileChannel.open(
            list,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            LockMarker.privateTo(list));
    channel.tryLock();
    return channel;
  }

  private void writeList() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(id);
      out.writeInt(files.size());
      for (Path file : files) {
        out.writeUTF(file.toString());
      }
    }
    boolean written = false;
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        lock.write(buffer);
      }
      lock.force(true);
      for (Path file : files) {
        // So that a change of any of them notices when this one was broken off.
        Path directory = file.getParent();
        if (directory != null && Files.isDirectory(directory)) {
          write(file, null, NOT_CHANGED);
        }
      }
      written = true;
    } finally {
      if (!written) {
        close();
      }
    }
  }

  private static void removeAbandoned(Path first, Path list, Locked locked) throws IOException {
    FileKinds.requireFileItself(list);
    recover(first, locked);
    if (LIVING.contains(list)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(list, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(list); // its process was killed before it had begun
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // It is at work, or done.
    }
  }

  /**
   * Records what a file holds that is about to be changed; call it with its write lock held.
   *
   * @param changed what it will hold; null if it is to be deleted
   */
  public void record(Path file, byte @Nullable [] former, byte @Nullable [] changed)
      throws IOException {
    write(file, former, hash(changed));
  }

  private void write(Path file, byte @Nullable [] former, byte[] changed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(id);
      out.writeUTF(list.toString());
      out.write(changed);
      out.writeBoolean(former != null);
      if (former != null) {
        out.write(former);
      }
    }
    Path record = beside(file, RECORD);
    new AtomicFile(record).replace(bytes.toByteArray(), record, FileAttributes.PRIVATE);
  }

  /** Ends the change: it is done, or undone by its own process. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(list);
      for (Path file : files) {
        Files.deleteIfExists(beside(file, RECORD));
      }
    } finally {
      lock.close();
      LIVING.remove(list);
    }
  }

  /**
   * Returns what a file held before a change that was broken off; empty if there is none, or the
   * file was changed since.
   */
  public static Optional<Former> former(Path file) throws IOException {
    Entry entry = entry(file);
    if (entry == null || !isBrokenOff(entry.list, entry.id)) {
      return Optional.empty();
    }
    byte[] present = new AtomicFile(file).read();
    return Arrays.equals(hash(present), entry.changed)
        ? Optional.of(new Former(entry.former))
        : Optional.empty();
  }

  /** What a file held before. */
  public static final class Former {
    private final byte @Nullable [] content;

    private Former(byte @Nullable [] content) {
      this.content = content;
    }

    /** Returns the bytes; null if there was no file. */
    public byte @Nullable [] content() {
      return content;
    }
  }

  /** Changes one file with its write lock held. */
  @FunctionalInterface
  public interface Locked {
    /** Does the work. */
    void whileHeld(Path file, WriteLock.Work<Boolean> work) throws IOException;
  }

  /** Undoes what is left of a change that was broken off, in which this file took part. */
  public static void recover(Path file, Locked locked) throws IOException {
    Entry entry = entry(file);
    Path list = entry == null ? beside(file, LIST) : entry.list;
    if (entry != null && !LIVING.contains(list) && !isList(list, entry.id)) {
      Files.deleteIfExists(beside(file, RECORD)); // the change was done
      return;
    }
    String id = entry == null ? idOf(list) : entry.id;
    if (id == null || !isBrokenOff(list, id)) {
      return;
    }
    for (Path member : members(list)) {
      locked.whileHeld(member, () -> undo(member, id));
    }
    Files.deleteIfExists(list);
  }

  private static boolean undo(Path file, String id) throws IOException {
    Entry entry = entry(file);
    if (entry == null || !entry.id.equals(id)) {
      return false;
    }
    AtomicFile atomic = new AtomicFile(file);
    byte[] present = atomic.read();
    if (Arrays.equals(hash(present), entry.changed)) {
      if (entry.former == null) {
        Files.deleteIfExists(file);
      } else {
        atomic.replace(present, entry.former, file, FileAttributes.KEPT);
      }
    }
    Files.deleteIfExists(beside(file, RECORD));
    return true;
  }

  private static boolean isList(Path list, String id) throws IOException {
    return id.equals(idOf(list));
  }

  /** Returns whether a change is neither done nor still going on. */
  private static boolean isBrokenOff(Path list, String id) throws IOException {
    if (LIVING.contains(list) || !isList(list, id)) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(list, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      return false;
    }
  }

  private static @Nullable Entry entry(Path file) throws IOException {
    byte[] bytes = own(beside(file, RECORD));
    if (bytes == null) {
      return null;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        return null;
      }
      String id = in.readUTF();
      Path list = file.getFileSystem().getPath(in.readUTF());
      byte[] changed = in.readNBytes(32);
      byte[] former = in.readBoolean() ? in.readAllBytes() : null;
      return new Entry(id, list, changed, former);
    } catch (IOException | InvalidPathException e) {
      return null; // written half, or something else
    }
  }

  private static @Nullable String idOf(Path list) throws IOException {
    byte[] bytes = own(list);
    if (bytes == null) {
      return null;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readInt() == MAGIC ? in.readUTF() : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static List<Path> members(Path list) throws IOException {
    List<Path> members = new ArrayList<>();
    byte[] bytes = own(list);
    if (bytes == null) {
      return members;
    }
    FileSystem files = list.getFileSystem();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readInt();
      in.readUTF();
      int count = Math.min(in.readInt(), MOST_FILES);
      for (int i = 0; i < count; i++) {
        Path member = files.getPath(in.readUTF());
        if (Files.exists(beside(member, RECORD), LinkOption.NOFOLLOW_LINKS)) {
          members.add(member);
        }
      }
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
    return members;
  }

  /** Returns the bytes of a record that this user wrote; null if there is none. */
  private static byte @Nullable [] own(Path record) throws IOException {
    if (LIVING.contains(record)) {
      return null;
    }
    boolean file = Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS);
    if (!file || Files.size(record) > LONGEST || FileKinds.readByOthers(record).isPresent()) {
      return null;
    }
    return new AtomicFile(record).read();
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + suffix);
  }

  private static byte[] hash(byte @Nullable [] content) {
    if (content == null) {
      return DELETED;
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}

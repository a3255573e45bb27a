package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of a change of several files, used to undo it if its process was killed halfway.
 *
 * <p>Beside the first file is the list of all ({@code .FILE.mcp-fly.transaction}); its removal is
 * the moment at which the change is done. Beside each file that is about to be changed is what it
 * held before ({@code .FILE.mcp-fly.journal}). The list is locked while its process lives. A record
 * is only ever applied to the file that it is beside, so one that came with a repository cannot
 * affect anything else.
 */
public final class Journal implements AutoCloseable {

  /** The hash of no file: one that was not changed yet. */
  private static final byte[] NOT_CHANGED = new byte[32];

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

  /**
   * Begins a change, after undoing the rest of an interrupted one.
   *
   * @param files the real paths of the files; their directories exist
   * @param patience how long to wait for another change of the first file
   */
  public static Journal begin(List<Path> files, Duration patience, Locked locked)
      throws IOException {
    Path first = files.get(0);
    Path list = JournalFiles.beside(first, JournalFiles.LIST);
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
    boolean written = false;
    try {
      ByteBuffer buffer = ByteBuffer.wrap(JournalFiles.list(id, files));
      while (buffer.hasRemaining()) {
        lock.write(buffer);
      }
      lock.force(true);
      for (Path file : files) {
        // So that a change of any of them notices when this one was broken off.
        Path directory = file.getParent();
        if (directory != null && Files.isDirectory(directory)) {
          point(file);
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
    Path record = JournalFiles.beside(file, JournalFiles.RECORD);
    new AtomicFile(record)
        .replace(
            JournalFiles.record(id, list, former, JournalFiles.hash(changed)),
            record,
            FileAttributes.PRIVATE);
  }

  /**
   * Leaves a record of a file that is not changed yet. Its write lock is not held, so the record of
   * another change stays.
   */
  private void point(Path file) throws IOException {
    Path record = JournalFiles.beside(file, JournalFiles.RECORD);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(record, options, LockMarker.privateTo(record))) {
      ByteBuffer buffer = ByteBuffer.wrap(JournalFiles.record(id, list, null, NOT_CHANGED));
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (FileAlreadyExistsException e) {
      FileKinds.requireFileItself(record);
    }
  }

  /** Ends the change: it is done, or undone by its own process. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(list);
      for (Path file : files) {
        JournalFiles.Entry entry = JournalFiles.entry(file);
        if (entry == null || entry.id.equals(id)) {
          Files.deleteIfExists(JournalFiles.beside(file, JournalFiles.RECORD));
        }
      }
    } finally {
      lock.close();
      LIVING.remove(list);
    }
  }

  /**
   * Returns what a file held before an interrupted change; empty if there was none, or if the file
   * was changed since.
   */
  public static Optional<Former> former(Path file) throws IOException {
    JournalFiles.Entry entry = JournalFiles.entry(file);
    if (entry == null || !isBrokenOff(entry.list, entry.id)) {
      return Optional.empty();
    }
    byte[] present = new AtomicFile(file).read();
    return Arrays.equals(JournalFiles.hash(present), entry.changed)
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

  /** Undoes the rest of an interrupted change that included this file. */
  public static void recover(Path file, Locked locked) throws IOException {
    JournalFiles.Entry entry = JournalFiles.entry(file);
    Path list = entry == null ? JournalFiles.beside(file, JournalFiles.LIST) : entry.list;
    if (entry != null && !LIVING.contains(list) && !isList(list, entry.id)) {
      Files.deleteIfExists(JournalFiles.beside(file, JournalFiles.RECORD)); // the change was done
      return;
    }
    String id = entry != null ? entry.id : LIVING.contains(list) ? null : JournalFiles.idOf(list);
    if (id == null || !isBrokenOff(list, id)) {
      return;
    }
    for (Path member : JournalFiles.members(list)) {
      locked.whileHeld(member, () -> undo(member, id));
    }
    Files.deleteIfExists(list);
  }

  private static boolean undo(Path file, String id) throws IOException {
    JournalFiles.Entry entry = JournalFiles.entry(file);
    if (entry == null || !entry.id.equals(id)) {
      return false;
    }
    AtomicFile atomic = new AtomicFile(file);
    byte[] present = atomic.read();
    if (Arrays.equals(JournalFiles.hash(present), entry.changed)) {
      if (entry.former == null) {
        Files.deleteIfExists(file);
      } else {
        atomic.replace(present, entry.former, file, FileAttributes.KEPT);
      }
    }
    Files.deleteIfExists(JournalFiles.beside(file, JournalFiles.RECORD));
    return true;
  }

  private static boolean isList(Path list, String id) throws IOException {
    return !LIVING.contains(list) && id.equals(JournalFiles.idOf(list));
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
}

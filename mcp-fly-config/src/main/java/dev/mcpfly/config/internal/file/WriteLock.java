package dev.mcpfly.config.internal.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one file, against other threads, other processes of this library, and clients
 * that lock with a directory {@code FILE.lock} (the convention of npm's proper-lockfile).
 *
 * <p>Between processes an operating system lock on {@code .FILE.mcp-fly.lock} counts, which a crash
 * releases. That file is removed afterwards; whoever gets the lock of a removed one notices,
 * because its mark is not found under the name.
 */
public final class WriteLock {
  /** A client's lock that was not renewed for this long is abandoned. */
  private static final Duration STALE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final long LOCK_POSITION = Long.MAX_VALUE - 1;
  private static final ReentrantLock[] STRIPES = new ReentrantLock[64];

  static {
    Arrays.setAll(STRIPES, i -> new ReentrantLock());
  }

  private final ReentrantLock threads;
  private final Path marker;
  private final @Nullable Held held;
  private final @Nullable Path directory;

  private WriteLock(
      ReentrantLock threads, Path marker, @Nullable Held held, @Nullable Path directory) {
    this.threads = threads;
    this.marker = marker;
    this.held = held;
    this.directory = directory;
  }

  /**
   * The locked marker, and the channel that showed that it is still found under its name. Both stay
   * open as long as the lock is held: a POSIX lock is lost when its process closes any descriptor
   * of the file.
   */
  private record Held(FileChannel lock, FileChannel probe) {
    void close() throws IOException {
      probe.close();
      lock.close();
    }
  }

  /** Work that may fail on the disk. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Acquires the lock, does the work, and releases the lock.
   *
   * @param file the real path of the file; its directory exists
   * @param lockDirectory whether its client locks with a directory, and therefore must see ours
   * @param patience how long to wait at most
   * @param work what to do meanwhile
   * @throws FileSystemException if another program holds the lock for longer
   * @throws InterruptedIOException if the thread is interrupted; its flag is set again
   */
  public static <T> T whileHeld(Path file, boolean lockDirectory, Duration patience, Work<T> work)
      throws IOException {
    WriteLock lock = acquire(file, lockDirectory, patience);
    try {
      return work.run();
    } finally {
      lock.release();
    }
  }

  private static WriteLock acquire(Path file, boolean lockDirectory, Duration patience)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    ReentrantLock threads = STRIPES[Math.floorMod(file.hashCode(), STRIPES.length)];
    try {
      if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(file);
      }
    } catch (InterruptedException e) {
      throw interrupted(file);
    }
    Path marker = LockMarker.of(file);
    Held held = null;
    try {
      held = lockMarker(file, marker, deadline);
      Path directory = file.resolveSibling(file.getFileName() + ".lock");
      boolean made = passDirectory(file, directory, lockDirectory, deadline);
      return new WriteLock(threads, marker, held, made ? directory : null);
    } catch (IOException | RuntimeException e) {
      new WriteLock(threads, marker, held, null).release();
      throw e;
    }
  }

  private static Held lockMarker(Path file, Path marker, long deadline) throws IOException {
    while (true) {
      FileChannel lock = null;
      Held held = null;
      try {
        lock = LockMarker.open(marker);
        held = lock.tryLock(LOCK_POSITION, 1, false) == null ? null : marked(lock, marker);
        if (held != null) {
          return held;
        }
      } catch (OverlappingFileLockException | NoSuchFileException | FileAlreadyExistsException e) {
        // Held in this process through another class loader, or removed by its holder: try again.
      } catch (AccessDeniedException e) {
        LockMarker.explain(marker, e);
        // On Windows: being removed by its holder.
      } finally {
        if (lock != null && held == null) {
          lock.close();
        }
      }
      pause(file, deadline);
    }
  }

  /** Marks the file that is locked; returns null if that is not the one that has its name now. */
  private static @Nullable Held marked(FileChannel lock, Path marker) throws IOException {
    byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    try {
      lock.write(ByteBuffer.wrap(mark), 0);
    } catch (IOException e) {
      Files.deleteIfExists(marker); // it is ours, and of no use on a full disk
      throw e;
    }
    FileChannel probe =
        FileChannel.open(marker, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    boolean mine = false;
    try {
      ByteBuffer found = ByteBuffer.allocate(mark.length);
      int read = 0;
      while (read >= 0 && found.hasRemaining()) {
        read = probe.read(found);
      }
      mine = Arrays.equals(mark, found.array());
    } finally {
      if (!mine) {
        probe.close();
      }
    }
    return mine ? new Held(lock, probe) : null;
  }

  /** Waits until no client holds its lock; makes the lock directory if the client is to see one. */
  private static boolean passDirectory(Path file, Path directory, boolean make, long deadline)
      throws IOException {
    while (true) {
      if (!make && !Files.isDirectory(directory)) {
        return false;
      }
      if (make) {
        try {
          Files.createDirectory(directory);
          return true;
        } catch (FileAlreadyExistsException e) {
          if (!Files.isDirectory(directory)) {
            return false; // a file of that name that is not a lock
          }
        }
      }
      if (isStale(directory)) {
        removeStale(directory);
      } else {
        pause(file, deadline);
      }
    }
  }

  private static void removeStale(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "the lock directory "
              + directory
              + " is not empty, so it was not left by a client;"
              + " remove it");
    }
  }

  private static boolean isStale(Path directory) {
    try {
      Instant renewed = Files.getLastModifiedTime(directory).toInstant();
      return renewed.isBefore(Instant.now().minus(STALE));
    } catch (IOException e) {
      return false; // released just now
    }
  }

  static void pause(Path file, long deadline) throws IOException {
    if (System.nanoTime() - deadline >= 0) {
      throw busy(file);
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(file);
    }
  }

  private static FileSystemException busy(Path file) {
    return new FileSystemException(file.toString(), null, "another program keeps it locked");
  }

  private static InterruptedIOException interrupted(Path file) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while waiting for the lock of " + file);
  }

  private void release() {
    try {
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
      if (held != null) {
        Files.deleteIfExists(marker);
        held.close();
      }
    } catch (IOException e) {
      System.getLogger(WriteLock.class.getName())
          .log(System.Logger.Level.WARNING, "A lock beside " + marker + " could not be removed", e);
    } finally {
      threads.unlock();
    }
  }
}

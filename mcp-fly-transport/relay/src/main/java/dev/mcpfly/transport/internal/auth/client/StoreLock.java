package dev.mcpfly.transport.internal.auth.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that only one thread of all processes of the machine holds. The operating system frees it
 * when its process ends, however that comes.
 */
final class StoreLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();
  private static final long POLL_MILLIS = 100;

  private final ReentrantLock local;
  private final FileChannel channel;

  private StoreLock(ReentrantLock local, FileChannel channel) {
    this.local = local;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param waiting is called once if another process holds it
   */
  static StoreLock take(Path file, Duration patience, Runnable waiting) throws OAuthFailure {
    long deadline = System.nanoTime() + patience.toNanos();
    Path key = file.toAbsolutePath().normalize();
    ReentrantLock local = IN_THIS_JVM.computeIfAbsent(key, path -> new ReentrantLock());
    boolean told = false;
    boolean held = false;
    try {
      if (!local.tryLock()) {
        told = true;
        waiting.run();
        if (!local.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          throw busy();
        }
      }
      held = true;
      FileChannel channel =
          FileChannel.open(key, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      try {
        while (tryLock(channel) == null) {
          if (!told) {
            told = true;
            waiting.run();
          }
          if (System.nanoTime() - deadline > 0) {
            throw busy();
          }
          Thread.sleep(POLL_MILLIS);
        }
        held = false;
        return new StoreLock(local, channel);
      } finally {
        if (held) {
          channel.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OAuthFailure.because("Signing in was interrupted.");
    } catch (OAuthFailure e) {
      throw e;
    } catch (IOException e) {
      throw OAuthFailure.because("The stored sign-ins cannot be locked (" + file + ").", e);
    } finally {
      if (held) {
        local.unlock();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static OAuthFailure busy() {
    return OAuthFailure.forNow("Another program is still signing in to this server.");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock ends with the channel, however it is closed.
    } finally {
      local.unlock();
    }
  }
}

package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a child's stdin.
 *
 * <p>A write to a pipe blocks when the pipe is full, and the threads that bring messages must never
 * block. As long as the unread bytes fit into the smallest pipe there is, the caller's own thread
 * writes, which saves a thread hop for each call: at once, or together with its next lines ({@link
 * Gathering}). Otherwise the line is queued, within a limit, and a separate thread writes it.
 */
final class StdinWriter {
  /** POSIX' least pipe capacity. */
  private static final int SAFE = 4096;

  private static final int SLICE = 1 << 16;

  private final OutputStream out;
  private final long maxQueued;
  private final String threadName;
  private final Runnable onBroken;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private long queued;
  private long written;
  private final AtomicLong confirmed = new AtomicLong();
  private @Nullable Gathering gathering;
  private boolean writing;
  private boolean started;
  private boolean closed;

  StdinWriter(OutputStream out, long maxQueued, String threadName, Runnable onBroken) {
    this.out = out;
    this.maxQueued = maxQueued;
    this.threadName = threadName;
    this.onBroken = onBroken;
  }

  /**
   * Writes or queues one line, which must end with a line end.
   *
   * @return the position behind this line for {@link #confirm}, or -1 if it was not taken: the
   *     stream is closed or too much waits already
   */
  long send(byte[] line) {
    lock.lock();
    try {
      if (closed || (queued > 0 && queued + line.length > maxQueued)) {
        return -1;
      }
      if (queue.isEmpty() && !writing && written + line.length - confirmed.get() <= SAFE) {
        written += line.length;
        out.write(line);
        if (!isGathered()) {
          out.flush();
        }
      } else if (!HeapBudget.messages().reserve(line.length)) {
        return -1;
      } else {
        written += line.length;
        queue.add(line);
        queued += line.length;
        if (!started) {
          started = true;
          Thread thread = new Thread(this::drain, threadName);
          thread.setDaemon(true);
          thread.start();
        }
        changed.signal();
      }
      return written;
    } catch (IOException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
    onBroken.run();
    return -1;
  }

  /** Whether what is in the stream's buffer is written later, with more. Only under the lock. */
  private boolean isGathered() {
    Gathering current = Gathering.current();
    if (current != null && current != gathering) {
      gathering = current;
      current.add(this);
    }
    return current != null;
  }

  /** Writes what was gathered. */
  void flush() {
    lock.lock();
    try {
      gathering = null;
      // Else whoever empties the queue writes this, too, and may wait for the child.
      if (!closed && !writing && queue.isEmpty()) {
        out.flush();
      }
      return;
    } catch (IOException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
    onBroken.run();
  }

  /** Says that the child has read everything up to this position. */
  void confirm(long position) {
    // Without the lock, which whoever writes holds: the reader of answers must not wait for it.
    for (long now = confirmed.get(); now < position; now = confirmed.get()) {
      if (confirmed.compareAndSet(now, position)) {
        return;
      }
    }
  }

  /** Ends the stream once everything that is queued is written; does not wait for it. */
  void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (writing || !queue.isEmpty()) {
        changed.signal();
        return;
      }
      changed.signal();
      closeQuietly();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    while (true) {
      byte[][] batch;
      lock.lock();
      try {
        while (queue.isEmpty()) {
          if (closed) {
            closeQuietly();
            return;
          }
          changed.awaitUninterruptibly();
        }
        batch = queue.toArray(new byte[0][]);
        queue.clear();
        writing = true;
      } finally {
        lock.unlock();
      }
      boolean good = false;
      try {
        for (byte[] line : batch) {
          // In slices: the JDK copies what is written at once into memory outside the heap.
          for (int at = 0; at < line.length; at += SLICE) {
            out.write(line, at, Math.min(SLICE, line.length - at));
          }
        }
        out.flush();
        good = true;
      } catch (IOException e) {
        // The child closed its stdin or is gone; who owns it decides.
      } finally {
        lock.lock();
        try {
          writing = false;
          for (byte[] line : batch) {
            forget(line);
          }
          if (!good) {
            closed = true;
            queue.forEach(this::forget);
            queue.clear();
          }
        } finally {
          lock.unlock();
        }
      }
      if (!good) {
        closeQuietly();
        onBroken.run();
        return;
      }
    }
  }

  private void forget(byte[] line) {
    queued -= line.length;
    HeapBudget.messages().release(line.length);
  }

  private void closeQuietly() {
    try {
      out.close();
    } catch (IOException e) {
      // A pipe without a reader cannot be flushed, and need not be.
    }
  }
}

package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.HeapBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What waits for a client that reads slowly. Guarded by its connection's lock. */
final class OutputQueue {
  /**
   * The most that is handed to the socket at once: the JDK keeps a buffer of that size a thread.
   */
  private static final int MAX_WRITE = 1 << 17;

  private final WritableByteChannel channel;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private final HeapBudget budget;
  private long bytes;
  private long held;
  private long since;

  OutputQueue(WritableByteChannel channel, HeapBudget budget) {
    this.channel = channel;
    this.budget = budget;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many bytes wait. */
  long bytes() {
    return bytes;
  }

  /** Whether the client has taken nothing since then although something waits. */
  boolean stalled(long now, long nanos) {
    return !waiting.isEmpty() && now - since > nanos;
  }

  /**
   * Adds bytes; writes what the socket takes, unless others wait before them.
   *
   * @return false if all that waits for clients is more than the memory for it
   */
  boolean write(ByteBuffer piece) throws IOException {
    if (waiting.isEmpty()) {
      since = System.nanoTime();
      push(piece);
      if (!piece.hasRemaining()) {
        return true;
      }
    }
    waiting.add(piece);
    bytes += piece.remaining();
    // The whole array stays until its last byte has gone.
    held += piece.capacity();
    return budget.hold(piece.capacity());
  }

  /** Writes what the socket takes. */
  void drain() throws IOException {
    @Nullable ByteBuffer next;
    while ((next = waiting.peek()) != null) {
      int before = next.remaining();
      push(next);
      bytes -= before - next.remaining();
      if (next.hasRemaining()) {
        return;
      }
      waiting.remove();
      held -= next.capacity();
      budget.release(next.capacity());
    }
  }

  private void push(ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      int limit = piece.limit();
      piece.limit(Math.min(limit, piece.position() + MAX_WRITE));
      int count;
      try {
        count = channel.write(piece);
      } finally {
        piece.limit(limit);
      }
      if (count == 0) {
        return;
      }
      since = System.nanoTime();
    }
  }

  void clear() {
    waiting.clear();
    budget.release(held);
    bytes = 0;
    held = 0;
  }
}

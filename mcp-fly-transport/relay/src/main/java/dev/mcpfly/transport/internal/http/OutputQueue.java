package dev.mcpfly.transport.internal.http;

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
  private long bytes;
  private long since;

  OutputQueue(WritableByteChannel channel) {
    this.channel = channel;
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

  /** Adds bytes; writes what the socket takes, unless others wait before them. */
  void write(ByteBuffer piece) throws IOException {
    boolean idle = waiting.isEmpty();
    waiting.add(piece);
    bytes += piece.remaining();
    if (idle) {
      since = System.nanoTime();
      drain();
    }
  }

  /** Writes what the socket takes. */
  void drain() throws IOException {
    @Nullable ByteBuffer next;
    while ((next = waiting.peek()) != null) {
      while (next.hasRemaining()) {
        int limit = next.limit();
        next.limit(Math.min(limit, next.position() + MAX_WRITE));
        int count;
        try {
          count = channel.write(next);
        } finally {
          next.limit(limit);
        }
        if (count == 0) {
          return;
        }
        bytes -= count;
        since = System.nanoTime();
      }
      waiting.remove();
    }
  }

  void clear() {
    waiting.clear();
    bytes = 0;
  }
}

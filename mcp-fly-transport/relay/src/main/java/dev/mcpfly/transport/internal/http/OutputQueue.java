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

  /** Whether somebody writes a piece without the lock, before all that waits. */
  private boolean away;

  OutputQueue(WritableByteChannel channel, HeapBudget budget) {
    this.channel = channel;
    this.budget = budget;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && !away;
  }

  /** How many bytes wait. */
  long bytes() {
    return bytes;
  }

  /** Whether the client has taken nothing since then although something waits. */
  boolean stalled(long now, long nanos) {
    return !away && !waiting.isEmpty() && now - since > nanos;
  }

  /**
   * Adds bytes; writes what the socket takes, unless others wait before them.
   *
   * @return false if all that waits for clients is more than the memory for it
   */
  boolean write(ByteBuffer piece) throws IOException {
    if (isEmpty()) {
      push(piece);
      if (!piece.hasRemaining()) {
        return true;
      }
    }
    waiting.add(piece);
    return keep(piece);
  }

  private boolean keep(ByteBuffer piece) {
    if (waiting.size() == 1) {
      since = System.nanoTime();
    }
    bytes += piece.remaining();
    // The whole array stays until its last byte has gone.
    held += piece.capacity();
    return budget.hold(piece.capacity());
  }

  /**
   * Lets the caller write a piece itself, without the lock, so that nobody waits for it; what
   * others write meanwhile waits until {@link #end}.
   *
   * @return false if something waits that must go first
   */
  boolean begin() {
    away = isEmpty();
    return away;
  }

  /** Writes a piece that was begun, as far as the socket takes it. */
  void writeAlone(ByteBuffer piece) throws IOException {
    channel.write(piece);
  }

  /**
   * Ends what {@link #begin} has begun: keeps what is left of the piece, and goes on with what
   * others have written.
   *
   * @return false if all that waits for clients is more than the memory for it
   */
  boolean end(ByteBuffer piece) throws IOException {
    away = false;
    boolean room = true;
    if (piece.hasRemaining()) {
      waiting.addFirst(piece);
      room = keep(piece);
    }
    drain();
    return room;
  }

  /** Writes what the socket takes. */
  void drain() throws IOException {
    if (away) {
      return;
    }
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
    away = false;
    waiting.clear();
    budget.release(held);
    bytes = 0;
    held = 0;
  }
}

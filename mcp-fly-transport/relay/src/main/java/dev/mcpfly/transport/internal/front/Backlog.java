package dev.mcpfly.transport.internal.front;

import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What waits for a client that reads slowly, up to a limit. Callers synchronize on it. */
final class Backlog {
  private final long limit;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean ended;
  private boolean broken;

  Backlog(long limit) {
    this.limit = limit;
  }

  /** Adds bytes; false if the answer is over, or too much waits already, which ends it. */
  boolean add(byte[] piece) {
    if (ended || broken) {
      return false;
    }
    if (!waiting.isEmpty() && bytes + piece.length > limit) {
      breakOff();
      return false;
    }
    if (piece.length > 0) {
      waiting.add(piece);
      bytes += piece.length;
      if (!HeapBudget.messages().hold(piece.length)) {
        breakOff();
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a stream whose pieces wait here.
   *
   * @param wake has what waits written
   */
  ResponseStream stream(Runnable wake) {
    return new ResponseStream() {
      @Override
      public boolean write(byte[] bytes) {
        boolean stands;
        synchronized (Backlog.this) {
          stands = add(bytes);
        }
        wake.run();
        return stands;
      }

      @Override
      public void close() {
        synchronized (Backlog.this) {
          end();
        }
        wake.run();
      }
    };
  }

  /** Returns the next bytes to write, or null if nothing waits. */
  byte @Nullable [] next() {
    byte[] piece = waiting.poll();
    if (piece != null) {
      bytes -= piece.length;
      HeapBudget.messages().release(piece.length);
    }
    return piece;
  }

  /** Declares that nothing more will be added. */
  void end() {
    ended = true;
  }

  /** Discards everything, because the client is gone. */
  void breakOff() {
    broken = true;
    waiting.clear();
    HeapBudget.messages().release(bytes);
    bytes = 0;
  }

  boolean isBroken() {
    return broken;
  }

  /** Returns whether all was written that ever will be. */
  boolean isDone() {
    return ended && waiting.isEmpty();
  }
}
